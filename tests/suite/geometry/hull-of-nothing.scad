// Points in one plane bound no volume.
hull() { }
difference() { cube(3); hull() { cube(0); } }
