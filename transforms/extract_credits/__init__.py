"""ExtractCredits: who originated the story, and caption and credit of each image."""

from transforms.extract_credits.step import ExtractCredits as ExtractCredits
from transforms.extract_credits.step import extract_credits as extract_credits
