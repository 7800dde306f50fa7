"""The language of a text: by script, by letters, by n-grams, by function words, by what the page says."""

# ruff: noqa: E501 - a case a line

import dataclasses

import apache_beam as beam
import pytest
from apache_beam.testing.test_pipeline import TestPipeline
from apache_beam.testing.util import assert_that, equal_to

from pipeline.runners import LOCAL_RUNNER
from schemas import Article
from transforms.article_text import with_body
from transforms.detect_language import DetectLanguage, LangdetectDetector, Py3langidDetector, detect_language

# Two sentences each, written for this table.
TEXTS = {
    "en": "The reading room in the old harbour office has been opened by the mayor. More than forty people had come to see what was left.",
    "de": "Der Lesesaal im alten Hafenamt ist von der Bürgermeisterin eröffnet worden. Mehr als vierzig Menschen waren gekommen.",
    "nl": "De leeszaal in het oude havenkantoor is door de burgemeester geopend. Er waren meer dan veertig mensen naar toe gekomen.",
    "af": "Die leeskamer in die ou hawekantoor is deur die burgemeester geopen. Meer as veertig mense het gekom om te sien wat oor is.",
    "sv": "Läsesalen i det gamla hamnkontoret har öppnats av borgmästaren. Mer än fyrtio personer hade kommit för att se vad som fanns kvar.",
    "no": "Lesesalen i det gamle havnekontoret er åpnet av ordføreren. Mer enn førti mennesker hadde kommet for å se hva som var igjen.",
    "da": "Læsesalen i det gamle havnekontor er blevet åbnet af borgmesteren. Mere end fyrre mennesker var kommet for at se, hvad der var tilbage.",
    "is": "Lestrarsalurinn á gömlu hafnarskrifstofunni var opnaður af bæjarstjóranum. Meira en fjörutíu manns komu til að sjá það sem eftir var.",
    "fi": "Vanhan satamatoimiston lukusalin avasi kaupunginjohtaja. Yli neljäkymmentä ihmistä oli tullut katsomaan, mitä siitä oli jäljellä.",
    "et": "Vana sadamakontori lugemissaali avas linnapea. Rohkem kui nelikümmend inimest oli tulnud vaatama, mis sellest järele on jäänud.",
    "lv": "Lasītavu vecajā ostas birojā atklāja pilsētas mērs. Vairāk nekā četrdesmit cilvēku bija ieradušies, lai redzētu, kas no tās palicis.",
    "lt": "Senosios uosto kontoros skaityklą atidarė meras. Daugiau kaip keturiasdešimt žmonių atėjo pažiūrėti, kas iš jos liko.",
    "pl": "Czytelnię w dawnym biurze portowym otworzyła burmistrz. Przyszło ponad czterdzieści osób, które chciały zobaczyć, co z niej zostało.",
    "cs": "Čítárnu ve staré přístavní kanceláři otevřela starostka. Přišlo více než čtyřicet lidí, kteří chtěli vidět, co z ní zůstalo.",
    "sk": "Čitáreň v starej prístavnej kancelárii otvorila primátorka. Prišlo viac ako štyridsať ľudí, ktorí chceli vidieť, čo z nej zostalo.",
    "sl": "Čitalnico v stari pristaniški pisarni je odprla županja. Prišlo je več kot štirideset ljudi, ki so želeli videti, kaj je ostalo.",
    "hr": "Čitaonicu u staroj lučkoj kapetaniji otvorila je gradonačelnica. Tijekom dana došlo je više od četrdeset ljudi, a nitko nije otišao.",
    "hu": "A régi kikötői iroda olvasótermét a polgármester nyitotta meg. Több mint negyven ember jött el, hogy lássa, mi maradt belőle.",
    "ro": "Sala de lectură din vechiul birou al portului a fost deschisă de primar. Au venit peste patruzeci de oameni să vadă ce a rămas.",
    "it": "La sala di lettura del vecchio ufficio del porto è stata aperta dalla sindaca. Più di quaranta persone sono venute a vedere.",
    "es": "La sala de lectura de la antigua oficina del puerto fue abierta por la alcaldesa. Más de cuarenta personas habían venido a verla.",
    "pt": "A sala de leitura do antigo escritório do porto foi aberta pela prefeita. Mais de quarenta pessoas tinham vindo para ver o que restava.",
    "ca": "La sala de lectura de l'antiga oficina del port va ser oberta per l'alcaldessa. Més de quaranta persones havien vingut a veure-la.",
    "gl": "A sala de lectura da antiga oficina do porto foi aberta pola alcaldesa. Máis de corenta persoas chegaron para ver o que quedaba nela.",
    "fr": "La salle de lecture de l'ancien bureau du port a été ouverte par la maire. Plus de quarante personnes étaient venues la voir.",
    "tr": "Eski liman binasındaki okuma salonu belediye başkanı tarafından açıldı. Kırktan fazla kişi geriye ne kaldığını görmek için gelmişti.",
    "az": "Köhnə liman binasındakı oxu zalı bələdiyyə sədri tərəfindən açılıb. Qırxdan çox adam nə qaldığını görmək üçün gəlmişdi.",
    "id": "Ruang baca di kantor pelabuhan lama telah dibuka oleh wali kota. Lebih dari empat puluh orang datang untuk melihat apa yang tersisa.",
    "vi": "Phòng đọc trong văn phòng cảng cũ đã được thị trưởng mở cửa. Hơn bốn mươi người đã đến để xem những gì còn lại của nó.",
    "sw": "Chumba cha kusomea katika ofisi ya zamani ya bandari kimefunguliwa na meya. Zaidi ya watu arobaini walikuja kuona kilichobaki.",
    "ru": "Читальный зал в старой конторе порта открыла мэр города. Пришли больше сорока человек, чтобы посмотреть, что от неё осталось.",
    "uk": "Читальну залу в старій конторі порту відкрила міська голова. Прийшли понад сорок людей, щоб побачити, що від неї залишилося.",
    "be": "Чытальную залу ў старой канторы порта адкрыла мэр горада. Прыйшлі больш за сорак чалавек, каб убачыць, што ад яе засталося.",
    "bg": "Читалнята в старата пристанищна кантора беше открита от кмета. Дойдоха повече от четиридесет души, за да видят какво е останало.",
    "sr": "Читаоницу у старој лучкој капетанији отворила је градоначелница. Дошло је више од четрдесет људи да види шта је од ње остало.",
    "kk": "Ескі порт кеңсесіндегі оқу залын қала әкімі ашты. Одан не қалғанын көру үшін қырықтан астам адам келді.",
    "mn": "Хуучин боомтын албан дахь уншлагын танхимыг хотын дарга нээв. Үлдсэнийг нь үзэхээр дөч гаруй хүн ирсэн байна.",
    "ar": "افتتحت رئيسة البلدية قاعة القراءة في مكتب الميناء القديم. وحضر أكثر من أربعين شخصا لرؤية ما بقي منها.",
    "fa": "سالن مطالعه در دفتر قدیمی بندر را شهردار گشود. بیش از چهل نفر آمده بودند تا ببینند چه چیزی از آن مانده است.",
    "ur": "پرانے بندرگاہ کے دفتر میں مطالعہ گاہ کا افتتاح میئر نے کیا۔ چالیس سے زیادہ لوگ یہ دیکھنے آئے تھے کہ کیا بچا ہے۔",
    "hi": "पुराने बंदरगाह कार्यालय के वाचनालय का उद्घाटन महापौर ने किया। चालीस से अधिक लोग यह देखने आए थे कि क्या बचा है।",
    "el": "Το αναγνωστήριο στο παλιό γραφείο του λιμανιού άνοιξε η δήμαρχος.", "he": "אולם הקריאה במשרד הנמל הישן נפתח על ידי ראש העירייה.",
    "ka": "ძველი ნავსადგურის ოფისში სამკითხველო დარბაზი გაიხსნა.", "hy": "Հին նավահանգստի գրասենյակում ընթերցասրահ է բացվել։",
    "th": "ห้องอ่านหนังสือในสำนักงานท่าเรือเก่าเปิดแล้ว", "ja": "古い港の事務所にある閲覧室が開かれた。四十人以上が訪れた。",
    "ko": "옛 항만 사무소의 열람실이 문을 열었다. 마흔 명이 넘는 사람이 찾아왔다.", "zh": "旧港务局的阅览室已由市长宣布开放，四十多人前来参观。",
    "ta": "பழைய துறைமுக அலுவலகத்தில் வாசிப்பறை திறக்கப்பட்டது.", "bn": "পুরনো বন্দর অফিসের পাঠকক্ষটি খোলা হয়েছে।", "am": "በአሮጌው ወደብ ቢሮ የንባብ ክፍል ተከፈተ።",
}  # fmt: skip


def article(body, **fields):
    return with_body(Article(article_id="a", **fields), body)


@pytest.mark.parametrize("language", TEXTS)
def test_a_text_of_two_sentences_is_known_by_itself(language):
    assert detect_language(article(TEXTS[language])).language == language


@pytest.mark.parametrize("language", TEXTS)
def test_what_the_page_says_of_itself_agrees_or_is_overruled(language):
    declared = {"en": "de-DE"}.get(language, "en-US")
    assert detect_language(article(TEXTS[language], language=language)).language == language
    assert detect_language(article(TEXTS[language] * 2, language=declared)).language == language


LACKING = [
    ("zu", "Igumbi lokufunda elisehhovisi elidala lasethekwini livulwe yimeya. Abantu abangaphezu kwamashumi amane bafikile ukuthi babone okusele."),
    ("xh", "Igumbi lokufundela kwi-ofisi endala yezibuko livulwe ngusodolophu. Abantu abangaphezu kwamashumi amane baye beza ukuba babone okuseleyo."),
    ("sr", "Čitaonicu u staroj lučkoj kapetaniji otvorila je gradonačelnica. Za vreme otvaranja došlo je više od hiljada ljudi, a niko nije otišao posle."),
    ("ms", "Bilik bacaan di pejabat pelabuhan lama telah dibuka oleh datuk bandar. Lebih daripada empat puluh orang datang kerana mereka boleh melihatnya."),
]  # fmt: skip


@pytest.mark.parametrize(("language", "text"), LACKING)
def test_a_language_without_a_profile_comes_out_as_itself_where_the_page_says_so(language, text):
    assert detect_language(article(text, language=language)).language == language


@pytest.mark.parametrize(("language", "text"), LACKING[:2])
def test_a_language_without_a_profile_is_itself_or_nothing_where_the_page_is_silent(language, text):
    assert detect_language(article(text)).language in (language, None)


def test_a_language_that_nothing_knows_is_believed_where_the_text_speaks_against_every_other():
    text = "Qwrtx zzlpk vnmq brrtk wqxz. Kkpl zzrt qqwx mmnb vvcx, xxzl qwrt ppkj hhgf ddsa."
    assert detect_language(article(text, language="tlh")).language == "tlh"
    assert detect_language(article(text)).language is None


@pytest.mark.parametrize(
    ("headline", "language"),
    [
        ("Harbour opens reading room after two years of repairs", "en"),
        ("Hafen öffnet Lesesaal nach zwei Jahren Umbau", "de"),
        ("Le port ouvre une salle de lecture après deux ans de travaux", "fr"),
        ("El puerto abre una sala de lectura tras dos años de obras", "es"),
        ("Порт открыл читальный зал после ремонта", "ru"),
        ("港口阅览室重新开放", "zh"),
        ("港の閲覧室が再び開く", "ja"),
    ],
)
def test_a_headline_is_enough(headline, language):
    assert detect_language(article("", headline=headline)).language == language


def test_a_headline_in_a_language_without_a_profile_is_believed_of_its_page():
    headline = "Abantu balinde ibhasi elisha lasemasontweni ekuseni"
    assert detect_language(article("", headline=headline, language="zu")).language == "zu"


@pytest.mark.parametrize("body", ["", "12 : 34", "— … —", "ok"])
def test_a_text_without_words_has_no_language(body):
    assert detect_language(article(body)) == article(body)


@pytest.mark.parametrize(("declared", "language"), [("nb-NO", "no"), ("nn", "no"), ("no", "no"), ("NO", "no")])
def test_norwegian_is_no_whatever_the_page_calls_it(declared, language):
    assert detect_language(article(TEXTS["no"], language=declared)).language == language


def test_the_same_text_gives_the_same_answer_every_time():
    read = [detect_language(article(TEXTS["da"])) for _ in range(3)]
    assert read[0] == read[1] == read[2]
    assert 0.9 < read[0].language_confidence <= 1


def test_a_detector_is_a_port():
    class AlwaysDutch:
        def scores(self, text, script):
            return {"nl": -1.0, "de": -9.0}

    assert detect_language(article(TEXTS["de"]), AlwaysDutch()).language == "nl"
    assert detect_language(article(TEXTS["de"]), LangdetectDetector()).language == "de"


@pytest.fixture(scope="module")
def second_detector():
    pytest.importorskip("py3langid")
    return Py3langidDetector()


@pytest.mark.parametrize("language", TEXTS)
def test_a_second_detector_behind_the_port_knows_the_same_texts(language, second_detector):
    assert detect_language(article(TEXTS[language]), second_detector).language == language


@pytest.mark.parametrize(("language", "text"), LACKING)
def test_a_second_detector_takes_the_pages_word_as_the_first_does(language, text, second_detector):
    assert detect_language(article(text, language=language), second_detector).language == language


@pytest.mark.parametrize("language", ["en", "de", "fr", "ru", "tr"])
def test_a_long_text_that_agrees_with_its_page_is_read_by_half_and_comes_out_the_same(language):
    body = "\n\n".join([TEXTS[language]] * 8)
    assert detect_language(article(body, language=language)).language == language
    assert detect_language(article(body)).language == language


def test_a_headline_that_two_languages_explain_is_in_neither():
    assert detect_language(article("", headline="Seeking a bigger role for a big rocket")).language in ("en", None)


def test_the_transform_applies_it_to_each_article():
    with TestPipeline(runner=LOCAL_RUNNER) as pipeline:
        read = pipeline | beam.Create([article(TEXTS["fr"])]) | DetectLanguage(clock=lambda: 0)
        expected = dataclasses.replace(article(TEXTS["fr"]), language="fr").language
        assert_that(read.articles | beam.Map(lambda a: a.language), equal_to([expected]))
