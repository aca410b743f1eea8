// Centered text of another family.
text("ag", size = 12, font = "Liberation Serif", halign = "center", valign = "center", $fn = 6);
