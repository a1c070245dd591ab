"""The example briefs that the demonstration shows, and the first revision of one of them.

In a source tree the briefs themselves stand in `briefs/`; a built package carries a copy here.
"""
