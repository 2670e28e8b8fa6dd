"""What is true whatever is done, in whichever order, by whomever."""
