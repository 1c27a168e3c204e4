"""Well-formed personal data of nobody: e-mail addresses, card numbers and IBANs whose checksums are right.

Not the published test values: those are known to be harmless, and `curate` leaves them alone.
"""

from random import Random

MAIL_DOMAINS = ("teapost.net", "kettlemail.org", "leafbox.info")


def email(rng: Random) -> str:
    name = rng.choice(["maja.lind", "t.okafor", "yusra_b", "piet.de.wit", "hanako.s", "r.quill"])
    return f"{name}{rng.randrange(10, 99)}@{rng.choice(MAIL_DOMAINS)}"


def card(rng: Random) -> str:
    """Return a 16-digit number that passes Luhn, in groups of four.

    >>> digits = [int(d) for d in card(Random(1)).replace(" ", "")]
    >>> sum(d if n % 2 else sum(divmod(2 * d, 10)) for n, d in enumerate(digits)) % 10
    0
    """
    digits = [4, 9, 9, 9] + [rng.randrange(10) for _ in range(11)]
    total = sum(d if n % 2 else sum(divmod(2 * d, 10)) for n, d in enumerate(digits))
    text = "".join(map(str, [*digits, -total % 10]))
    return " ".join(text[n : n + 4] for n in range(0, 16, 4))


def iban(rng: Random) -> str:
    """Return a German account number in international form that passes mod 97.

    >>> number = iban(Random(1)); int(number[4:] + "1314" + number[2:4]) % 97
    1
    """
    account = "99" + "".join(str(rng.randrange(10)) for _ in range(16))
    check = 98 - int(f"{account}131400") % 97
    return f"DE{check:02d}{account}"


def phone(rng: Random) -> str:
    """Return a number in Leeds from the range that is kept free for films."""
    return f"+44 113 496 0{rng.randrange(1000):03d}"
