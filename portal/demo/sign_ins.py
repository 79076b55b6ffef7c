"""Who may sign in to the demo shop. No Django here: the launcher prints this too."""

from dataclasses import dataclass

PASSWORD = "try the aftercare demo"  # noqa: S105 -- printed on purpose; the demo listens on this machine alone


@dataclass(frozen=True)
class SignIn:
    email: str
    name: str
    who: str
    page: str
    language: str
    groups: tuple[str, ...] = ()
    operator: bool = False


SIGN_INS = (
    SignIn("anna@example.com", "Anna Nowak", "customer", "/", "pl"),
    SignIn("mia@example.com", "Mia Lis", "agent", "/admin/", "en", ("Agents",)),
    SignIn("nina@example.com", "Nina Wrona", "senior agent", "/admin/", "en", ("Agents", "Senior agents")),
    SignIn("eva@example.com", "Eva Maj", "editor", "/admin/", "en", ("Editors",)),
    SignIn("admin@example.com", "Adam Wójcik", "moderator, operator", "/admin/", "en", ("Moderators",), operator=True),
)


def sign_in_block(site_url: str) -> str:
    """What a newcomer reads in the terminal when the demo stands."""
    width = max(len(person.who) for person in SIGN_INS)
    mails = max(len(person.email) for person in SIGN_INS)
    lines = [
        "",
        f"  The demo shop is open: {site_url}",
        "",
        *(f"    {one.who:<{width}}  {one.email:<{mails}}  {site_url}{one.page}" for one in SIGN_INS),
        "",
        f"    password of all     {PASSWORD}",
        f"    mail it has sent    {site_url}/demo/mail/   (codes and links arrive there)",
        "",
        "  Ctrl-C stops it. `make demo` opens it again as you left it; `make demo-reset` forgets it.",
        "",
    ]
    return "\n".join(lines)
