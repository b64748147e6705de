"""The experiments themselves, one file each; ``quizapp.demos.DEMOS`` lists them all."""
