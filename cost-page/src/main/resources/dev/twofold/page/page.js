/* Everything in its place. */
Twofold.pending(1);
Twofold.data.reports.forEach((report, index) => {
  Twofold.tree(index, report);
  Twofold.bars(index, report);
  Twofold.graph(index, report);
});
if (Twofold.data.comparison) {
  Twofold.comparison(Twofold.data.comparison);
  Twofold.comparedChart(Twofold.data.comparison);
}
Twofold.roofline();
Twofold.figure5(Twofold.data.figure4.rows);
Twofold.tools();
Twofold.pending(-1);
