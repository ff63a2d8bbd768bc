# Parcels of people who round, and of one importer, P1, half of whose parcels of 150 to 225 EUR are declared below 150.
function draw() { seed = (seed * 16807) % 2147483647; return seed / 2147483647 }
BEGIN {
    seed = 20260701
    print "declaration_id,item_number,acceptance_date,importer,origin,commodity,net_mass,statistical_value"
    for (i = 1; i <= 12000; i++) {
        who = draw() < .3 ? "P1" : "P" 2 + int(6 * draw())
        value = 100 * exp(1.5 * (draw() + draw() + draw() - 1.5))
        habit = draw()
        if (habit < .3) value = int(value / 10 + 1) * 10 - .01
        else if (habit < .5) value = int(value / 5 + 1) * 5
        else if (habit < .6) value = int(value / 50 + 1) * 50
        if (who == "P1" && value > 150 && value < 225 && draw() < .5) value = 150 - 3 * draw()
        origin = substr("CNVNTR", 1 + 2 * int(3 * draw()), 2)
        printf "D%05d,1,2026-%02d-%02d,%s,%s,61091000,%.3f,%.2f\n", i, 1 + int(12 * draw()), 1 + int(28 * draw()), who, origin, value / (2 + 20 * draw()), value
    }
}
