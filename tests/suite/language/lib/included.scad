use <third.scad>
variable_of_include = "included";
function function_of_include() = [variable_of_include, variable];
variable = "overwritten by the main file";
