"""The steps by which the schema came to be as it is; `storage.migrate` goes them.

A step is a module in `versions/` with `revision`, `down_revision` and `upgrade()`. Old and new
versions of the program may run at once for a while, so a step adds first, and removes in a later
release. There is no way back.
"""
