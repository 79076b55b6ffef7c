"""What the demo's customers and its agent wrote, in the customer's language."""

TEXTS = {
    # Anna, Polish
    "kettle": "Czajnik jest piękny, ale za duży na moją kuchenkę. Nieużywany, w oryginalnym pudełku.",
    "chipped": "Jeden kubek przyszedł z ukruszonym uchem. Na zdjęciu widać, gdzie.",
    "chipped_yes": "Bardzo nam przykro. Proszę odesłać ten jeden kubek, przesyłka na nasz koszt.",
    "chipped_thanks": "Dziękuję! Czy mogę nadać paczkę w paczkomacie?",
    "chipped_bye": "Tak, paczkomat jest w porządku. Proszę zachować potwierdzenie nadania.",
    "teapot": "Na zdjęciu w sklepie czajniczek był czarny, a przyszedł granatowy.",
    "teapot_yes": "Rozumiemy. Proszę go odesłać na adres podany powyżej.",
    "teapot_paid": "Czajniczek dotarł w idealnym stanie. Zwróciliśmy pieniądze tą samą drogą, którą Pani zapłaciła.",
    "opened_tea": "Herbata ma inny smak, niż się spodziewałam. Opakowanie jest otwarte.",
    "opened_no": (
        "Otwartej herbaty nie możemy przyjąć z powrotem ze względów higienicznych. "
        "Chętnie doradzimy przy wyborze następnej: proszę do nas napisać."
    ),
    "kept_mug": "Chyba jednak nie potrzebuję tego kubka.",
    "courier_subject": "Kurier mnie nie zastał",
    "courier": "Kurier był, kiedy byłam w pracy. Czy może przyjść jutro po 17?",
    "courier_when": (
        "Oczywiście, możemy to zmienić. Czy jutro między 17 a 20 będzie dobrze, czy woli Pani odbiór w punkcie?"
    ),
    "invoice_subject": "Faktura na firmę",
    "invoice": "Czy mogę dostać fakturę z NIP-em firmy?",
    "invoice_how": "Tak: proszę wpisać NIP przy następnym zamówieniu, wtedy od razu stoi na fakturze.",
    # Ben, English
    "wrong_mug": "I ordered two white mugs, one of them is green. Nice, but not mine.",
    "wrong_yes": "Sorry about that, our mistake. Please send the green one back, we pay the postage.",
    "wrong_here": "Your parcel is here. We check the mug today.",
    "towels": "The towels feel much thinner than described.",
    "towels_photo": "Thank you for telling us. Could you send us a photo of the label?",
    "lost_subject": "Where is my watering can?",
    "lost": "The tracking page has said nothing for days. Is the parcel lost?",
    # Irina, Russian
    "cracked": "Чайник пришёл с трещиной, им нельзя пользоваться.",
    "cracked_yes": "Нам очень жаль. Отправьте его, пожалуйста, обратно за наш счёт.",
    "cracked_paid": "Чайник получили, деньги вернули на вашу карту.",
    "tins": "Две банки оказались лишними, одну хочу вернуть.",
    "tins_never": "Посылка не пришла, поэтому мы закрываем возврат. Напишите, если она ещё в пути.",
    "samovar_subject": "Посылка задержана",
    "samovar": "В отслеживании написано «проблема в пути». Мне нужно что-то сделать?",
}
