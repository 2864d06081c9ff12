"""The measured thing: what one unit entered, proved, was told and got."""
