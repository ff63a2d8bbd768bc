# Rscript exposed.R in.csv out.csv: which suppressed cells do the sums determine? Cell j is determined if the unit
# vector e_j lies in the row space of the equations between the suppressed cells.
a <- commandArgs(TRUE)
published <- read.csv(a[1])
q <- read.csv(a[2])$status == "Q"
equations <- NULL
for (key in c("member_state", "control_stage")) {
    other <- setdiff(c("member_state", "control_stage"), key)
    for (family in split(seq_len(nrow(published)), published[[other]])) {
        row <- rep(1, nrow(published)) * seq_len(nrow(published)) %in% family
        row[family[published[[key]][family] == "TOTAL"]] <- -1
        stopifnot(sum(row * published$numerator) == 0)
        equations <- rbind(equations, row[q])
    }
}
determined <- sapply(seq_len(sum(q)), function(j)
    qr(rbind(equations, seq_len(sum(q)) == j))$rank == qr(equations)$rank)
cat(sum(q), "suppressed,", sum(determined), "determined\n")
