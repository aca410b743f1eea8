// Letters with holes, as a body.
linear_extrude(2) text("Bo8 &", size = 10, font = "Liberation Sans:style=Bold", $fn = 8);
