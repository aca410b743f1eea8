kept = $k;
never = 1;
function from_unsteady() = kept;
function get_never() = never;
