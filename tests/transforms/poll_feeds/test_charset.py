"""The right charset the first time."""

import pytest

from transforms.poll_feeds.charset import read_text

RUSSIAN = "<rss><channel><title>Вечерние новости города: что произошло за день и чего ждать завтра</title></channel></rss>"
CHINESE = "<rss><channel><title>今天的新聞：城市裡發生了什麼事，明天會怎麼樣</title></channel></rss>"
CHINESE_CN = "<rss><channel><title>今天的新闻：城市里发生了什么事，明天会怎么样</title></channel></rss>"
JAPANESE = "<rss><channel><title>きょうのニュース：町で何があったか、あすはどうなるか</title></channel></rss>"
FRENCH = "<rss><channel><title>« L’été à Besançon » : ce qui s’est passé aujourd’hui</title></channel></rss>"
DECLARED = '<?xml version="1.0" encoding="{}"?>'


@pytest.mark.parametrize(
    ("body", "content_type", "text"),
    [
        (RUSSIAN.encode(), "", RUSSIAN),
        (RUSSIAN.encode(), "text/xml; charset=iso-8859-1", RUSSIAN),
        (b"\xef\xbb\xbf" + RUSSIAN.encode(), "text/xml; charset=koi8-r", RUSSIAN),
        (RUSSIAN.encode("cp1251"), "text/xml; charset=windows-1251", RUSSIAN),
        (RUSSIAN.encode("cp1251"), 'text/xml; charset="WINDOWS-1251"', RUSSIAN),
        (RUSSIAN.encode("cp1251"), "", RUSSIAN),
        (RUSSIAN.encode("cp1251"), "text/xml; charset=utf-8", RUSSIAN),
        (RUSSIAN.encode("koi8-r"), "text/xml; charset=KOI8-R", RUSSIAN),
        (RUSSIAN.encode("utf-16"), "", RUSSIAN),
        (RUSSIAN.encode("utf-16-be"), "", RUSSIAN),
        (RUSSIAN.encode("utf-16-le"), "", RUSSIAN),
        (RUSSIAN.encode("utf-32"), "", RUSSIAN),
        (CHINESE.encode("big5"), "text/xml; charset=big5", CHINESE),
        (CHINESE_CN.encode("gb18030"), "text/xml; charset=gb2312", CHINESE_CN),
        (JAPANESE.encode("shift_jis"), "text/xml; charset=Shift_JIS", JAPANESE),
        (JAPANESE.encode("iso2022_jp"), "text/xml; charset=iso-2022-jp", JAPANESE),
        (JAPANESE.encode("iso2022_jp"), "", JAPANESE),
        (JAPANESE.encode("euc_jp"), "text/xml; charset=EUC-JP", JAPANESE),
        (FRENCH.encode("cp1252"), "text/xml; charset=iso-8859-1", FRENCH),
        (b"plain", "text/plain; charset=nonsense", "plain"),
    ],
)
def test_a_text_is_read_in_its_charset(body, content_type, text):
    assert read_text(body, content_type) == text


@pytest.mark.parametrize(
    ("declared", "written"),
    [("windows-1251", "cp1251"), ("utf-8", "cp1251"), ("utf-16", "utf-8"), ("no-such-charset", "utf-8"), ("KOI8-R", "koi8-r")],
)
def test_a_declaration_is_believed_where_it_can_be(declared, written):
    text = DECLARED.format(declared) + RUSSIAN
    assert read_text(text.encode(written)) == text


def test_a_few_broken_bytes_do_not_turn_a_text_into_another():
    body = RUSSIAN.encode()
    assert read_text(body[:40] + b"\xff" + body[40:]).replace("\ufffd", "") == RUSSIAN
