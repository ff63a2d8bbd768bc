# empty: the titles and one sentence (message), for a table in which there is nothing to draw.
if (!exists("themed")) load ARG0[1:strlen(ARG0) - strlen("empty.gp")] . "theme.gp"
if (!exists("message")) message = "nothing to draw"
unset border
unset tics
unset xlabel
unset ylabel
set xrange [0:1]
set yrange [0:1]
set label 5 message at graph 0.5, 0.5 center font size(14) textcolor rgb grey
plot NaN notitle
