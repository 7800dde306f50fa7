"""DetectLanguage: the language that an article is written in."""

from transforms.detect_language.detectors import Detector as Detector
from transforms.detect_language.detectors import LangdetectDetector as LangdetectDetector
from transforms.detect_language.second_detector import Py3langidDetector as Py3langidDetector
from transforms.detect_language.step import DetectLanguage as DetectLanguage
from transforms.detect_language.step import detect_language as detect_language
