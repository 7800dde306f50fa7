"""Captions and credits, in the shapes that papers print them in."""

import pytest

from schemas import Article, Image
from transforms.extract_credits.credits import clean_credit, split_caption, split_credits


@pytest.mark.parametrize(
    ("printed", "caption", "credit"),
    [
        # A marker after the caption, in each language's own word.
        ("Voters queue in the rain. Photo: Ann Lee/AFP", "Voters queue in the rain.", "Ann Lee/AFP"),
        ("Voters queue in the rain. Image source: Harbour Office", "Voters queue in the rain.", "Harbour Office"),
        ("Wähler warten im Regen. Foto: Jan Sommer/dpa", "Wähler warten im Regen.", "Jan Sommer/dpa"),
        ("Wähler warten im Regen. Quelle: Hafenamt", "Wähler warten im Regen.", "Hafenamt"),
        ("Des électeurs sous la pluie. Crédit photo : Léa Martin", "Des électeurs sous la pluie.", "Léa Martin"),
        ("Votantes bajo la lluvia. Fuente: EFE", "Votantes bajo la lluvia.", "EFE"),
        ("Eleitores na chuva. Foto: Rui Antunes/Lusa", "Eleitores na chuva.", "Rui Antunes/Lusa"),
        ("Elettori sotto la pioggia. Fonte: ANSA", "Elettori sotto la pioggia.", "ANSA"),
        ("Kiezers in de regen. Beeld: ANP", "Kiezers in de regen.", "ANP"),
        ("Väljare i regnet. Bild: TT", "Väljare i regnet.", "TT"),
        ("Velgere i regnet. Foto: Kari Nes / NTB", "Velgere i regnet.", "Kari Nes / NTB"),
        ("Äänestäjiä sateessa. Kuva: Lehtikuva", "Äänestäjiä sateessa.", "Lehtikuva"),
        ("Wyborcy w deszczu. Fot. Jan Lis/PAP", "Wyborcy w deszczu.", "Jan Lis/PAP"),
        ("Voliči v dešti. Zdroj: ČTK", "Voliči v dešti.", "ČTK"),
        ("Yağmurda seçmenler. Fotoğraf: Anadolu", "Yağmurda seçmenler.", "Anadolu"),
        ("Избиратели под дождём. Фото: Иван Лис / ТАСС", "Избиратели под дождём.", "Иван Лис / ТАСС"),
        ("Виборці під дощем. Фото: Укрінформ", "Виборці під дощем.", "Укрінформ"),
        ("ناخبون تحت المطر. صورة: كريم منصور", "ناخبون تحت المطر.", "كريم منصور"),
        ("בוחרים בגשם. צילום: דנה לוי", "בוחרים בגשם.", "דנה לוי"),
        ("बारिश में मतदाता। फोटो: पीटीआई", "बारिश में मतदाता।", "पीटीआई"),
        ("Cử tri dưới mưa. Ảnh: Lan Anh", "Cử tri dưới mưa.", "Lan Anh"),
        ("Pemilih di bawah hujan. Foto: Antara", "Pemilih di bawah hujan.", "Antara"),
        ("雨の中で並ぶ有権者。写真＝共同", "雨の中で並ぶ有権者。", "共同"),
        ("雨の中で並ぶ有権者＝代表", "雨の中で並ぶ有権者", "代表"),
        ("雨の中で並ぶ有権者（代表撮影）", "雨の中で並ぶ有権者", "代表"),
        ("빗속의 유권자들 [사진=연합뉴스]", "빗속의 유권자들", "연합뉴스"),
        ("雨中的选民（图源：新华社）", "雨中的选民", "新华社"),
        ("雨中的选民。张伟 摄", "雨中的选民。", "张伟"),
        ("雨中的选民。新华社记者 张伟 摄", "雨中的选民。", "新华社记者 张伟"),
        ("雨中的選民。記者張三／攝影", "雨中的選民。", "記者張三"),
        ("雨の中で並ぶ有権者＝2024年1月3日、東京、山田太郎撮影", "雨の中で並ぶ有権者＝2024年1月3日、東京", "山田太郎"),
        ("雨の中で並ぶ有権者（2024年1月、山田太郎撮影）", "雨の中で並ぶ有権者", "山田太郎"),
        ("빗속의 유권자들 /사진=뉴시스", "빗속의 유권자들", "뉴시스"),
        ("ناخبون تحت المطر (رويترز)", "ناخبون تحت المطر", "رويترز"),
        ("رأی‌دهندگان زیر باران عکس: ایسنا", "رأی‌دهندگان زیر باران", "ایسنا"),
        ("বৃষ্টিতে ভোটার। ছবি: প্রথম আলো", "বৃষ্টিতে ভোটার।", "প্রথম আলো"),
        ("மழையில் வாக்காளர்கள். படம்: PTI", "மழையில் வாக்காளர்கள்.", "PTI"),
        ("ผู้มีสิทธิเลือกตั้งกลางสายฝน ภาพ: รอยเตอร์", "ผู้มีสิทธิเลือกตั้งกลางสายฝน", "รอยเตอร์"),
        ("Szavazók az esőben. Fotó: Kovács János / MTI", "Szavazók az esőben.", "Kovács János / MTI"),
        ("Γραμμή στη βροχή. Φωτογραφία: Eurokinissi", "Γραμμή στη βροχή.", "Eurokinissi"),
        ("Alegători în ploaie. Foto: Ion Pop", "Alegători în ploaie.", "Ion Pop"),
        ("Vælgere i regnen. Foto: Kari Nes/Ritzau Scanpix", "Vælgere i regnen.", "Kari Nes/Ritzau Scanpix"),
        ("छवि स्रोत: गेटी", None, "गेटी"),
        # In brackets, with a sign, bare after the sentence.
        ("Voters queue in the rain. (AP Photo/Ann Lee, File)", "Voters queue in the rain.", "AP Photo/Ann Lee, File"),
        ("Voters queue in the rain (Reuters)", "Voters queue in the rain", "Reuters"),
        ("Voters queue in the rain. (Photo by Ann Lee/Getty Images)", "Voters queue in the rain.", "Ann Lee/Getty Images"),
        ("Voters queue in the rain. © Ann Lee/dpa", "Voters queue in the rain.", "Ann Lee/dpa"),
        ("Voters queue in the rain | AFP", "Voters queue in the rain", "AFP"),
        ("Voters queue in the rain.Credit...Ann Lee for The Quay Times", "Voters queue in the rain.", "Ann Lee for The Quay Times"),
        ("Voters queue in the rain. QT PHOTO: ANN LEE", "Voters queue in the rain.", "ANN LEE"),
        ("Voters queue in the rain. (Supplied: Ann Lee)", "Voters queue in the rain.", "Ann Lee"),
        ("Voters queue in the rain. Ann Lee / Europa Press", "Voters queue in the rain.", "Ann Lee / Europa Press"),
        # A credit and nothing else; a lead word before the caption.
        ("Photo: Ann Lee", None, "Ann Lee"),
        ("IMAGE SOURCE: KREMLIN", None, "KREMLIN"),
        ("Legende: Wähler im Regen. Keystone", "Wähler im Regen.", "Keystone"),
        # Nothing to take off.
        ("The photo (left) shows voters in the rain", "The photo (left) shows voters in the rain", None),
        ("Sheep on the dyke at Husum, 2019.", "Sheep on the dyke at Husum, 2019.", None),
        ("寺の庭＝京都市で2019年5月", "寺の庭＝京都市で2019年5月", None),
    ],
)
def test_a_printed_caption_comes_apart(printed, caption, credit):
    assert split_caption(printed) == (caption, credit)


@pytest.mark.parametrize(
    ("printed", "credit"),
    [
        ("(IMAGE SOURCE: KREMLIN)", "KREMLIN"),
        ("Foto: Bild från Polisen", "Bild från Polisen"),
        ("Photo by Ann Lee/Bloomberg", "Ann Lee/Bloomberg"),
        ("(Image: LightBox via Getty Images)", "LightBox via Getty Images"),
        ("© Jan Sommer/dpa | Jan Sommer", "Jan Sommer/dpa"),
        ("© picture alliance / Foto Huber | Foto Huber", "picture alliance / Foto Huber"),
        ("AFP | HANDOUT", "AFP | HANDOUT"),
        ("fot. PAP", "PAP"),
        ("AP Photo/Ann Lee", "AP Photo/Ann Lee"),
        ("Copyright: Stadtarchiv", "Stadtarchiv"),
        ("©", None),
    ],
)
def test_a_credit_loses_its_marker_and_its_echo(printed, credit):
    assert clean_credit(printed) == credit


def test_the_images_of_an_article_have_caption_and_credit_apart():
    article = Article(
        article_id="a",
        images=[
            Image("https://img.example/1.jpg", "Voters queue in the rain. Photo: Ann Lee/AFP"),
            Image("https://img.example/2.jpg", "Sheep on the dyke Ann Lee", "Ann Lee"),
            Image("https://img.example/3.jpg", "Photo: dpa", "Foto: dpa"),
            Image(None, "2 of 12 | The harbour at dawn. (AP Photo/Bo Ek)"),
            Image(),
        ],
    )
    assert split_credits(article).images == [
        Image("https://img.example/1.jpg", "Voters queue in the rain.", "Ann Lee/AFP"),
        Image("https://img.example/2.jpg", "Sheep on the dyke", "Ann Lee"),
        Image("https://img.example/3.jpg", None, "dpa"),
        Image(None, "The harbour at dawn.", "AP Photo/Bo Ek"),
    ]


@pytest.mark.parametrize(
    ("caption", "image"),
    [
        ("Getty Images", Image("https://img.example/1.jpg", None, "Getty Images")),
        ("Anadolu Ajansı", Image("https://img.example/1.jpg", None, "Anadolu Ajansı")),
        ("Quay Daily", Image("https://img.example/1.jpg", None, "Quay Daily")),
        ("Daily life at the quay", Image("https://img.example/1.jpg", "Daily life at the quay", None)),
    ],
)
def test_an_agency_or_the_publisher_alone_under_an_image_is_its_credit(caption, image):
    article = Article(article_id="a", publisher="Quay Daily", images=[Image("https://img.example/1.jpg", caption)])
    assert split_credits(article).images == [image]
