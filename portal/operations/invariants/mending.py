"""What to do about each kind of fault that check_invariants finds; a test asks that none is forgotten."""

BACKUP = "Bring the named files back from a backup (`manage.py restore` into an empty site beside this one)."
TICK = "Run `manage.py tick`; it works that out again. If the sentence stays, tell the makers."
SHOP = "Ask the shop for it again: `manage.py pull_orders`, or send the order anew through the API."
HAND = "Nothing repairs this by itself: open it in the admin and compare it with the shop and its history."

MENDS = {
    "amounts_are_the_shops": SHOP,
    "orders_are_whole": SHOP,
    "returned_is_never_more_than_bought": HAND,
    "parcels_hold_what_was_ordered": SHOP,
    "deliveries_are_whole": "Start worker and tick. A delivery whose bytes changed: ask its sender to send it again.",
    "documents_are_whole": f"What waits: `manage.py tick`. {BACKUP}",
    "askings_end": "Run `manage.py pull_orders` once for that shop; it closes the older run.",
    "returned_pieces_are_in_cases": HAND,
    "cases_have_a_history": "Add a note to the case on the desk; that is its first step.",
    "files_are_whole": BACKUP,
    "labels_are_whole": f"Give the case a new label on the desk. {BACKUP}",
    "withdrawals_are_chained": "Somebody changed a statement of withdrawal or its PDF. Keep the database as it is, "
    "compare with the newest backup before it (`manage.py verify_withdrawals` names the row).",
    "refunds_stay_within_the_order": "Compare the named case with your payments and correct its refund on the desk.",
    "deadlines_agree": TICK,
    "facts_are_in_step_with_cases": "Run `manage.py rebuild_figures`.",
    "left_out_cases_are_in_no_figure": "Run `manage.py rebuild_figures`.",
    "facts_agree_with_themselves": "Run `manage.py rebuild_figures`.",
    "sheets_say_what_rows_say": "Run `manage.py rebuild_figures`.",
    "files_have_rows": "Run `manage.py tick` for a day: the sweep takes them. They harm nobody but the disk.",
    "jobs_are_worked_on": "Start a worker: `manage.py worker`. Where Redis does not answer, start that first.",
    "mails_go_out": "Start worker and tick; look at MAIL_URL and at the error of the mail in the admin.",
    "case_lines_are_of_their_orders": HAND,
    "files_are_in_their_threads": HAND,
    "invoice_numbers_have_no_gap": "An issued invoice was deleted by hand: bring it back from a backup, or write down "
    "for your bookkeeping why the number is void.",
    "index_names_the_articles": "Run `manage.py update_index`.",
}
