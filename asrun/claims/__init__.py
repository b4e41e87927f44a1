"""What pages say, held to what a test provokes or an example shows: the same meaning, in whatever words."""
