"""What is in no archive, said to people (NOT_IN_IT) and, model by model, to whoever builds this house (REASONS)."""

from django.utils.translation import gettext_lazy as _

NOT_IN_IT = (
    _(
        "Notes that our colleagues wrote for each other about a case: they may name other people. Write to us, and "
        "somebody reads them first and sends you what is about you."
    ),
    _("Names of our colleagues: messages say that the shop wrote them."),
    _("What colleagues in your company ordered or asked: that is about them."),
    _("Passwords, codes and the secrets of second steps: whoever finds the archive could sign in with them."),
    _("Statistics of the help centre: they know nobody, so nothing in them can be found to be yours."),
)

PAGES = "A page of the help centre; who edited it is staff at work, and no customer's."
STAFF = "About staff at work in the admin; no customer has a row."
SHOP = "The shop's own address, on its settings."
REASONS = {
    "accounts.PrivacySettings": SHOP,
    "accounts.User_groups": "What a person may do; customers are in no group.",
    "accounts.User_user_permissions": "What a person may do; customers have no permissions.",
    "dashboard.ShopSettings": SHOP,
    "orders.SellerSettings": SHOP,
    "returns.ReturnSettings": "Names a colleague for late complaints.",
    "returns.Case_more_orders": "Which orders a case is about: both sides are handed out.",
    "returns.Case_tags": "How our colleagues sort a case.",
    "returns.Case_related": "Which cases belong together: both sides are handed out.",
    "returns.Team": STAFF,
    "returns.Team_members": STAFF,
    "returns.WithdrawalMatch_candidates": "Guesses of ours about somebody's order; agents see them, nobody else.",
    "returns.Alarm": "Warnings to colleagues about our own clock.",
    "returns.PassportReminder": "That a reminder was sent for a line; the mail itself is handed out.",
    "api.ApiKey": "A key of the shop's systems, made by staff.",
    "kb.ArticlePage": PAGES,
    "kb.HelpHomePage": PAGES,
    "kb.TopicPage": PAGES,
    "kb.SearchHandling": "What an editor did about a search; searches know nobody.",
    "wagtailcore.Page": PAGES,
    "wagtailcore.Revision": PAGES,
    "wagtailcore.PageLogEntry": PAGES,
    "wagtailcore.ModelLogEntry": "What staff did; the name of an erased account is taken out of it.",
    "wagtailcore.Comment": STAFF,
    "wagtailcore.CommentReply": STAFF,
    "wagtailcore.PageSubscription": STAFF,
    "wagtailcore.WorkflowState": STAFF,
    "wagtailcore.TaskState": STAFF,
    "wagtailcore.UploadedFile": STAFF,
    "wagtailcore.APIToken": STAFF,
    "wagtailadmin.EditingSession": STAFF,
    "wagtailadmin.FormState": STAFF,
    "wagtailusers.UserProfile": STAFF,
    "wagtaildocs.Document": STAFF,
    "wagtailimages.Image": STAFF,
}
