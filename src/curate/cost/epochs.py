"""How many epochs a job runs when nobody says: published automatic rules."""

TARGET_EPOCHS, FEWEST_EXAMPLES, MOST_EXAMPLES, LEAST, MOST = 3, 100, 25_000, 1, 25


def openai_epochs(rows: int) -> int:
    """Return the epochs that OpenAI chooses for a training file of so many examples.

    The cookbook's rule; 10 examples -> 10 epochs was seen in two real jobs. Source: openai-cookbook
    Chat_finetuning_data_prep.ipynb @2e65270, read 2026-11-22.

    >>> [openai_epochs(n) for n in (10, 33, 34, 5_000, 8_334, 48_466)]
    [10, 3, 3, 3, 2, 1]
    """
    if rows <= 0:
        return 0
    if rows * TARGET_EPOCHS < FEWEST_EXAMPLES:
        return min(MOST, FEWEST_EXAMPLES // rows)
    if rows * TARGET_EPOCHS > MOST_EXAMPLES:
        return max(LEAST, MOST_EXAMPLES // rows)
    return TARGET_EPOCHS
