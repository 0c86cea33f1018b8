"""Tables that people bring: read as they are, mapped to fields, checked cell by cell, then taken.

`tables` reads a file, `cells` reads a cell, `fields` says what can be told and guesses the columns,
`plan` puts both together, and `kinds` holds what each app does with the rows.
"""
