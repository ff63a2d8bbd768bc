# survival: the share of cases answered over the days since they began, as stairs with their bands.
#
# data: a table with tabs, curve after curve: curve (1, 2...), days, share in percent, lower, upper; at a stair
#       two rows with the same days; what is missing is NaN
# optional: open (curve, days, share: cases last seen open), at_risk (curve, days, number of open cases), due
#       (days) and due_label, names[] of the curves and ends (curve, height: where
#       its name stands), n_series, x_max, line (height of a line of numbers)
if (!exists("themed")) load ARG0[1:strlen(ARG0) - strlen("survival.gp")] . "theme.gp"
if (!exists("n_series")) { stats data using 1 nooutput; n_series = int(STATS_max) }
if (!exists("x_max")) { stats data using 2 nooutput; x_max = STATS_max }
if (!exists("line")) { line = 5 }
has_open = exists("open")
if (!has_open) { open = data }
has_risk = exists("at_risk")
if (!has_risk) { at_risk = data }
has_names = exists("names")
of(s, c) = column(1) == s ? column(c) : NaN
name(s) = has_names ? names[s] : ""
has_ends = exists("ends")
if (!has_ends) { ends = data }

# Before a range is set: stats leaves out what lies beyond it.
if (exists("due")) {
    stats due using 1 nooutput
    array days_due[STATS_records]
    stats due using (days_due[int($0) + 1] = $1, 0) nooutput
}
set xrange [0:x_max]
set yrange [has_risk ? -line * (n_series + 0.8) : 0:104]
if (!exists("y_steps")) { set ytics 0, 20, 100 }
set arrow from graph 0, first 0 to graph 1, first 0 nohead back linecolor rgb grey linewidth 0.8
if (has_risk) {
    do for [s = 1:n_series] {
        set label 30 + s name(s) at graph 0, first -line * s right offset -3.2, 0 font size(10) textcolor rgb words_in[s]
    }
}
if (exists("due")) {
    do for [i = 1:|days_due|] {
        set arrow from days_due[i], first 0 to days_due[i], first 104 nohead back linecolor rgb ink dashtype 2
    }
    set label 8 due_label at days_due[1], first 104 center offset 0, 0.6 font size(11) textcolor rgb ink
}
plot \
    for [s = 1:n_series] data using (of(s, 2)):4:5 \
        with filledcurves linecolor rgb colours[s] fillstyle transparent solid 0.15 noborder notitle, \
    for [s = 1:n_series] data using (of(s, 2)):3 \
        with lines linecolor rgb colours[s] linewidth 2 dashtype dashes[s] notitle, \
    for [s = 1:n_series] open using (has_open ? of(s, 2) : NaN):3 \
        with points pointtype 1 pointsize 0.7 linewidth 1.4 linecolor rgb colours[s] notitle, \
    at_risk using 2:(has_risk ? -line * $1 : nowhere):(has_risk ? count($3) : "") \
        with labels center font size(10) textcolor rgb grey notitle, \
    for [s = 1:n_series] ends using (has_ends && $1 == s ? x_max : nowhere):2:(literal(name(s))) \
        with labels left offset 1, 0 textcolor rgb words_in[s] notitle
