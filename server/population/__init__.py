"""Who is who and who lives where: lookalikes, merges and the events of people's lives.

Every decision is a row of `household_act` and a new version of each household it touches, so that
histories tell it, undoing it puts the version before in force, and a rebuild makes it again.
"""
