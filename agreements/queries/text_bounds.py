"""How long people's texts may be, at every door."""

# Characters of one text: some thirty pages, more than anybody reads in one piece.
LONGEST_TEXT = 100_000
# A comment, a reason, a note: what is read in one go.
LONGEST_REMARK = 4_000
