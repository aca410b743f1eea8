function used_by_included() = "third";
