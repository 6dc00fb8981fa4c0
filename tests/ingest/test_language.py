"""The language of a text: long ones in many languages, short ones, and what is none. All sentences are our own."""

from __future__ import annotations

import pytest

from flows.ingest.language import detect, parse_language

SENTENCES = {
    "en": "At least 12 people were killed when a shell hit the market, officials said.",
    "uk": "Унаслідок обстрілу загинули щонайменше 12 людей, повідомили в області.",
    "ru": "В результате обстрела погибли по меньшей мере 12 человек, сообщили власти.",
    "bg": "Най-малко дванайсет души са загинали, след като снаряд удари пазара, съобщиха властите.",
    "sr": "Најмање дванаест људи је погинуло када је граната погодила пијацу, саопштиле су власти.",
    "de": "Bei dem Beschuss eines Marktes wurden nach Angaben der Behörden mindestens zwölf Menschen getötet.",
    "fr": "Au moins douze personnes ont été tuées par un obus tombé sur le marché, selon les autorités.",
    "es": "Al menos doce personas murieron cuando un proyectil cayó en el mercado, según las autoridades.",
    "pt": "Pelo menos doze pessoas morreram quando um obus atingiu o mercado, disseram as autoridades.",
    "it": "Almeno dodici persone sono state uccise da un proiettile caduto sul mercato, secondo le autorità.",
    "pl": "Co najmniej dwanaście osób zginęło, gdy pocisk trafił w targowisko, podały władze.",
    "cs": "Nejméně dvanáct lidí zahynulo, když granát zasáhl tržiště, uvedly úřady.",
    "ro": "Cel puțin douăsprezece persoane au fost ucise când un obuz a lovit piața, au declarat autoritățile.",
    "tr": "Pazara düşen top mermisi nedeniyle en az on iki kişi öldü, yetkililer açıkladı.",
    "ar": "قُتل ما لا يقل عن اثني عشر شخصا عندما سقطت قذيفة على السوق، حسبما قال مسؤولون.",
    "fa": "دست‌کم دوازده نفر در اصابت گلوله توپ به بازار کشته شدند، مقام‌ها گفتند.",
    "he": "לפחות שנים עשר בני אדם נהרגו כשפגז פגע בשוק, מסרו גורמים רשמיים.",
    "zh": "官员说，炮弹击中市场，造成至少十二人死亡。",
    "ja": "当局によると、市場に砲弾が落ち、少なくとも12人が死亡した。",
    "hi": "अधिकारियों ने कहा कि बाज़ार पर गोला गिरने से कम से कम बारह लोग मारे गए।",
    "am": "ሼል ገበያ ላይ ሲወድቅ ቢያንስ አሥራ ሁለት ሰዎች መሞታቸውን ባለሥልጣናት ተናገሩ።",
    "ka": "ოფიციალური პირების თქმით, ბაზარში ჭურვის ჩამოვარდნისას სულ მცირე თორმეტი ადამიანი დაიღუპა.",
}


@pytest.mark.parametrize(("code", "sentence"), SENTENCES.items(), ids=SENTENCES)
def test_one_sentence_tells_its_language(code: str, sentence: str) -> None:
    assert detect(sentence) == code
    assert detect(f"{sentence}\n{sentence}") == code


def test_capitals_are_read_as_letters() -> None:
    assert detect(SENTENCES["en"].upper() + " THE GOVERNOR CALLED FOR CALM.") == "en"


def test_a_headline_beyond_latin_letters_is_enough_and_a_latin_one_is_not() -> None:
    assert detect("Полонених звільнено") == "uk"
    assert detect("Prisoners freed") is None


@pytest.mark.parametrize("text", ["", " \n", "12 345 67", "x" * 3_000, "\u200b\u202e" * 50, "🙂" * 100, "٣٠٠ " * 90])
def test_what_is_no_language_is_none_or_a_code(text: str) -> None:
    found = detect(text)
    assert found is None or parse_language(found) == found


@pytest.mark.parametrize(("given", "code"), [("en-US", "en"), ("English", "en"), ("ukr", "uk"), ("x-klingon", None)])
def test_a_given_language_is_read(given: str, code: str | None) -> None:
    assert parse_language(given) == code
