# funnel: shares over their denominators between control limits of 95 and 99.8 %.
#
# data: a table with tabs: label, denominator, share, zone (0 inside, 1 outside 95 %, 2 outside 99.8 %), mark
#       (1: low reliability); with labels[] also where the label stands: its left end, its middle, and the end
#       of a line that leads to it (NaN: none)
# optional: limits (denominator, lower 95, upper 95, lower 99.8, upper 99.8), target (the overall share),
#       ends[] and heights (names of the limits), logarithmic, x_min, x_max, y_min, y_max
if (!exists("themed")) load ARG0[1:strlen(ARG0) - strlen("funnel.gp")] . "theme.gp"
if (!exists("logarithmic")) logarithmic = 1
if (!exists("target")) target = NaN
placed = exists("labels")
has_limits = exists("limits")
if (!has_limits) limits = data
n_ends = 0
if (!exists("x_max")) x_max = 0
if (exists("ends")) { n_ends = |ends| } else { heights = data; array ends[1] = [""] }
# Where a label stands: where the script says (nowhere if it found no room), by hand at its point.
label_x(wanted) = !wanted ? nowhere : !placed ? column(2) : valid(6) ? column(6) : nowhere
label_y(c) = placed && valid(c) ? column(c) : column(3)
limit(c) = has_limits ? column(c) : NaN
array zones[3] = [blue, orange, vermillion]
array marks[3] = [7, 9, 5]
array meanings[3] = ["within 95 %", "outside 95 %", "outside 99.8 %"]

if (logarithmic) { set logscale x }
if (!exists("x_steps")) { set format x "%.0s%c" }
if (exists("x_min")) { set xrange [x_min:x_max] }
if (exists("y_min")) { set yrange [y_min:y_max] }
set key at screen 1 - across(16), 1 - up(62) right top horizontal Right samplen 1
set key on textcolor rgb ink
if (has_limits) {
    set label 5 "above the limits: higher than chance explains" at graph 0.995, 0.98 right \
        font size(11) textcolor rgb grey
    set label 6 "below the limits: lower than chance explains" at graph 0.995, 0.02 right \
        font size(11) textcolor rgb grey
}
plot \
    limits using 1:(limit(4)) with lines linecolor rgb ink dashtype 1 notitle, \
    limits using 1:(limit(5)) with lines linecolor rgb ink dashtype 1 notitle, \
    limits using 1:(limit(2)) with lines linecolor rgb grey dashtype 2 notitle, \
    limits using 1:(limit(3)) with lines linecolor rgb grey dashtype 2 notitle, \
    target with lines linecolor rgb ink dashtype 3 notitle, \
    data using (placed ? $2 : NaN):3:(placed ? $8 - $2 : 0):(placed ? $9 - $3 : 0) with vectors nohead linecolor rgb silver notitle, \
    for [z = 0:2] data using ($4 == z ? $2 : NaN):3 \
        with points pointtype marks[z + 1] pointsize 0.8 linecolor rgb zones[z + 1] title meanings[z + 1], \
    data using ($5 == 1 ? $2 : NaN):3 with points pointtype 7 pointsize 0.45 linecolor rgb "white" notitle, \
    data using (label_x($4 != 0)):(label_y(7)):(label(1)) \
        with labels left font bold(12) textcolor rgb ink notitle, \
    data using (label_x($4 == 0)):(label_y(7)):(label(1)) \
        with labels left font size(11) textcolor rgb grey notitle, \
    for [i = 1:n_ends] heights using ($0 + 1 == i ? x_max : nowhere):1:(ends[i]) \
        with labels left offset 0.6, 0 font size(11) textcolor rgb grey notitle
