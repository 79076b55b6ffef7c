"""What stops a backup or a restore. Each carries one sentence for the operator; nothing was changed."""


class BackupError(Exception):
    """The sentence says what is wrong and what to do."""


class Damaged(BackupError):
    """The file is not what was written: cut off, changed, or never finished."""


class WrongPassphrase(BackupError):
    """None was given, or another one."""
