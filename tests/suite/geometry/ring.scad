// A ring: genus 1.
rotate_extrude($fn = 48) translate([10, 0]) circle(r = 3, $fn = 16);
