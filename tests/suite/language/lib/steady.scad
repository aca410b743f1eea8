use <unsteady.scad>
steady = twice(4);
special = below();
called = caller();
drawn = draw();
nested = from_unsteady();
function twice(x) = 2 * x;
function below() = special_below();
function special_below() = $k;
function caller() = parent_module(0);
function draw() = let (f = function() rands(0, 1, 1)[0]) f();
function never() = rands(0, 1, 1);
function get_steady() = steady;
function get_special() = special;
function get_called() = called;
function get_drawn() = drawn;
function get_nested() = nested;
