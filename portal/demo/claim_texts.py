"""What the demo's customers complained about and its agent answered, in the customer's language."""

CLAIM_TEXTS = {
    # Anna, Polish
    "lid_subject": "Pokrywka czajniczka nie domyka się",
    "lid": "Po trzech miesiącach pokrywka przestała się domykać, zawias jest luźny. Czajniczek nie spadł.",
    "samovar_subject": "Samowar przecieka przy kraniku",
    "samovar": "Po kilku użyciach kranik zaczął przeciekać. Samowar zatrzymam, proszę o obniżenie ceny.",
    "handle_subject": "Ucho kubka pękło",
    "handle": "Pękło ucho kubka, bez uderzenia. Proszę o naprawę albo radę, co dalej.",
    "handle_yes": "Naprawimy go w naszej pracowni. Proszę odesłać kubek na nasz koszt: etykieta jest w sprawie.",
    "handle_done": "Ucho jest nowe i wypalone. Kubek jedzie do Pani z powrotem.",
    "late_subject": "Paczka stoi od tygodnia",
    "late": "Śledzenie paczki nie zmienia się od tygodnia. Czy coś zaginęło?",
    "late_trace": "Pytamy InPost, gdzie jest paczka. Napiszemy, gdy tylko odpowie.",
    "found_subject": "Paczka nie dotarła",
    "found": "Status mówi „doręczona”, a paczki u mnie nie ma.",
    "whistle_subject": "Czajnik cieknie przy rączce",
    "whistle": "Czajnik ma pięć lat gwarancji producenta. Od wczoraj cieknie przy rączce.",
    # Ben, English
    "seam_subject": "The seam of a towel came open",
    "seam": "After the first wash the seam of one towel came open. I would like a new one.",
    "seam_yes": "Sorry for that. A new towel leaves us tomorrow; please send the old one back with the label.",
    # Irina, Russian
    "rust_subject": "На банке ржавчина",
    "rust": "На крышке банки появилась ржавчина. Прошу заменить.",
    "rust_no": (
        "На фотографии видны следы мытья в посудомоечной машине, а банку можно мыть только вручную: об этом сказано "
        "в инструкции и на странице товара. Поэтому мы не считаем это недостатком товара."
    ),
    "iron_subject": "Эмаль чайника откололась",
    "iron": "Внутри чайника откололась эмаль. У него гарантия изготовителя, прошу передать ему.",
    "iron_sent": "Мы передали вашу заявку изготовителю. Он отвечает обычно за две недели.",
    "dent_subject": "Коробка приехала помятой",
    "dent": "Коробка помята, у самовара вмятина сбоку. Курьер составил акт, фото пришлю.",
    "dent_trace": "Спасибо, что сообщили. Мы запросили у перевозчика акт и вернёмся к вам до конца недели.",
    # Back on their way
    "glass_mark": "На одном стакане глубокая царапина: им пользовались дольше, чем нужно, чтобы рассмотреть его.",
    "glass_paid": "Посылку проверили, деньги вернули на вашу карту.",
}
