import Laboratory

/*:
 # Posteriors that can be trusted

 The posterior of eight schools is known to as many digits as one likes. A mean-field guide of it gives the deviation between
 schools a mean of {centred-tau}, where it is {exact-tau}; a flow in its place {centred-flow-tau}, and the no-U-turn sampler
 {sampled-tau}. The bound that trains a guide does not tell: that of the first is {centred-gap} below a log evidence that one would
 not know. The shape of the largest importance weights does: $\hat k$ is {centred-shape}, and 0.7 is where trust ends.

 {densities}

 ## The question

 Variational inference ends with a guide and a bound, and neither says how far the guide is from the posterior: the bound lies
 below the log evidence, which nobody knows, by a divergence that nobody knows. The documents that this collection follows train
 guides of images [@yoshioka2016; @pyro-vae] and leave it there. Here are two small posteriors that are known. What do the
 customary guides make of them, does a sampler do better, and would one have noticed without the exact answer?

 ## Eight schools

 Eight schools coached pupils for a test. Of each there is an estimate $y_j$ of what that did, and its standard error $\sigma_j$
 [@rubin1981]:
*/
let posteriors = Experiment(
  "posteriors", title: "Posteriors that can be trusted",
  summary: "Three kinds of guides and a sampler on posteriors that are known: where each is wrong, and what tells.",
  settings: [
    Setting("warmup", 1_000, smoke: 100, "steps of a chain before its draws", limits: .between(20, 100_000)),
    Setting("draws", 2_000, smoke: 60, paper: 10_000, "draws of each chain", limits: .between(30, 100_000)),
    Setting("chains", 4, smoke: 2, "chains of the sampler", limits: .between(2, 64)),
    Setting("acceptance", 0.95, "mean acceptance that the step size is adapted to", limits: .between(0.5, 0.999)),
    Setting("seeds", 3, smoke: 2, paper: 10, "trainings of each guide", limits: .between(2, 100)),
    Setting("steps", 3_000, smoke: 40, paper: 30_000, "optimiser steps of each", limits: .between(10, 1_000_000)),
    Setting("particles", 16, smoke: 4, "draws of the guide in each step", limits: .between(1, 1_000)),
    Setting("learning-rate", 0.03, "Adam's learning rate at the first step; it falls to 0", limits: .above(0)),
    Setting("maximum-gradient-norm", 20.0, "gradients of a larger norm are scaled down to it", limits: .above(0)),
    Setting("guide-draws", 4_000, smoke: 100, "draws of a guide that k̂ is found from", limits: .between(30, 1_000_000)),
    Setting(
      "offsets", [0.0, 0.25, 0.5, 1.0, 2.0], "distances of the regression's inputs from 0", limits: .atLeast(0),
      fewest: 2),
    Setting("simulations", 300, smoke: 20, paper: 2_000, "sets of data for calibration", limits: .between(20, 100_000)),
    Setting(
      "calibration-steps", 1_000, smoke: 20, "optimiser steps of a guide for each", limits: .between(10, 100_000)),
    Setting(
      "calibration-rate", 0.1, "Adam's learning rate at the first of them, high since the prior is wide",
      limits: .above(0)),
  ], run: essay)

private func essay(_ notebook: Notebook) throws {
  let random = notebook.random
  try notebook.show(
    Table(
      columns: ["school"] + EightSchools.names,
      rows: [
        ["y"] + EightSchools.effects.map { .number($0, .fixed(0)) },
        ["σ"] + EightSchools.errors.map { .number($0, .fixed(0)) },
      ]), id: "schools", caption: "Estimated effects of coaching, in points of the test, and their standard errors.")

  /*:
   The effects θ differ from school to school with a deviation τ about a mean μ, and both are unknown,

   $$\mu \sim \mathcal N(0, 5^2), \quad \tau \sim \mathrm{Cauchy}^+(0, 5), \quad \theta_j \sim \mathcal N(\mu, \tau^2), \quad
   y_j \sim \mathcal N(\theta_j, \sigma_j^2),$$

   with the priors that posteriordb has [@magnusson2024]. Where τ is small all θ must lie near μ, and where it is large they may
   not: a funnel. The same model can be written with $\theta_j = \mu + \tau\eta_j$ and $\eta_j \sim \mathcal N(0, 1)$,
   *non-centred*, and then the numbers that are drawn hardly depend on each other
   ([EightSchools.swift](../../Experiments/Models/EightSchools.swift)).

   Given τ all else is normal, so that one integral over log τ gives every moment of the posterior, and its log evidence.
  */
  let exact = ExactEightSchools(), moments = exact.moments, data = EightSchools.data
  try notebook.measure("log-evidence", exact.logEvidence, unit: "nats", format: .fixed(3))
  try notebook.measure(["exact-tau": moments[1].mean, "exact-tau-deviation": moments[1].deviation], format: .fixed(2))
  try notebook.measure("exact-small-tau", 100 * exact.probability(below: 1), unit: "%", format: .fixed(1))

  /*:
   The mean of τ is {exact-tau}, its deviation {exact-tau-deviation}, and with a probability of {exact-small-tau} it is below 1.

   ## A sampler

   The no-U-turn sampler [@hoffman2014] follows the gradient of the log-density along trajectories that end where they turn
   back. It needs no family, and approaches the posterior the longer it runs. {chains} chains of {draws} draws:
  */
  let sampler = NoUTurnSampler(
    warmup: try notebook["warmup"], draws: try notebook["draws"], chains: try notebook["chains"],
    targetAcceptance: try notebook["acceptance"], plateNesting: 1)
  let sampled = try EightSchools.Form.allCases.map { form in
    try SampledSchools(
      form,
      sampler.sample(
        EightSchools.model(form), on: data, using: random["sampler"][form.rawValue], as: "sampling, \(form.rawValue)",
        observer: notebook))
  }
  let (centred, noncentred) = (sampled[0], sampled[1])
  try notebook.show(
    Panels(sampled.map(\.funnel), sharing: [.x, .y, .legend]), id: "funnels",
    caption: "Draws of log τ and of the first school's effect, by both ways to write the model.")
  try notebook.show(
    Table(
      columns: ["", "divergences", "largest R̂", "least ESS", "gradients a draw", "P(τ < 1)", "exact"],
      rows: sampled.map { $0.cells(probability: exact.probability(below: 1)) }), id: "both-samplings",
    caption: "How both samplings went; the share with its Monte Carlo standard error.")
  try notebook.show(
    Table(noncentred, exact: moments), id: "sampled",
    caption: "Means ± Monte Carlo standard errors and deviations of the non-centred sampling, beside the exact ones.")
  //: hide
  let tau = noncentred.numbers[1]
  // Where rounding differs, draws are other ones: the difference of two such means is within six standard errors.
  try notebook.measure("sampled-tau", tau.mean, tolerance: .absolute(6 * tau.standardErrorOfMean), format: .fixed(2))
  // A standard error of thousands of draws that depend on each other is known to some tenths of itself.
  try notebook.measure("sampled-tau-error", tau.standardErrorOfMean, tolerance: .relative(0.3), format: .fixed(2))
  // Divergences are rare events that come in heaps.
  try notebook.measure(
    "centred-divergences", Double(centred.posterior.divergences), tolerance: .relative(0.8), format: .fixed(0))
  try notebook.measure("centred-small-tau", share: centred.share(below: 1), format: .fixed(1))

  if sampler.draws >= 1_000 {
    notebook.claim(
      "No mean of the non-centred sampling is farther than four of its standard errors from the exact one.",
      noncentred.farthest(from: moments.map(\.mean)) < 4)
    notebook.claim(
      "Trajectories of the centred model diverge at least three times as often as those of the non-centred one.",
      centred.posterior.divergences > 3 * noncentred.posterior.divergences)
  }

  /*:
   Every mean agrees with the exact one within the error that the draws themselves state; that of τ is {sampled-tau} ±
   {sampled-tau-error}. The effective sample sizes and R̂ say that the chains have mixed [@vehtari2021]. Of the centred model they
   are worse, and {centred-divergences} trajectories *diverged*: in the narrow part of the funnel no step size that suits the wide
   part follows the density. The figure shows what lies there to be missed, without a hint in the means: τ < 1 has
   {centred-small-tau:value} ± {centred-small-tau-error} of the draws where it should have {exact-small-tau}, a share that so few
   effective draws do not settle by themselves. Divergences are the warning.

   ## Guides

   A mean-field guide takes log τ and the other nine numbers as independent normal ones, a full-rank guide as jointly normal
   [@kucukelbir2017]; a flow bends independent ones by four affine couplings, whose networks may make the width of some numbers
   depend on others [@dinh2017]. Each is trained {seeds} times, with {steps} steps of Adam and {particles} draws a step, on both ways to
   write the model.
  */
  let steps: Int = try notebook["steps"], particles: Int = try notebook["particles"]
  let rate: Double = try notebook["learning-rate"], norm: Double = try notebook["maximum-gradient-norm"]
  let guideDraws: Int = try notebook["guide-draws"], seeds: Int = try notebook["seeds"]
  func optimization(of pair: ModelAndGuide<Tensor>, steps: Int, rate: Double) -> SVI<Tensor, Adam> {
    SVI(
      pair, objective: EvidenceLowerBound(particles: particles, guideGradient: .stickingTheLanding),
      optimizer: Adam(.cosine(initial: Float(rate), final: 0, over: steps)), lossScale: .total,
      maximumGradientNorm: Float(norm))
  }
  func trained(_ family: GuideFamily, _ form: EightSchools.Form, seed: Int) throws -> SchoolsGuide {
    let random = random["guide"][seed], model = EightSchools.model(form)
    let pair = try family.pair(of: model, for: data, using: random["start"])
    var svi = optimization(of: pair, steps: steps, rate: rate)
    let log = try notebook.train(&svi, steps: steps, as: "\(family.rawValue), \(form.rawValue), seed \(seed + 1)") {
      svi, step in
      try svi.step(data, using: random["noise"][step.index])
    }
    let diagnosis = try GuideDiagnosis(
      of: pair, on: data, draws: guideDraws, drawsAtOnce: guideDraws, using: random["diagnosis"])
    return try SchoolsGuide(log: log, diagnosis: diagnosis)
  }
  let guides = try EightSchools.Form.allCases.flatMap { form in
    try GuideFamily.allCases.map { family in
      SchoolsGuides(
        form: form, family: family, trainings: try (0..<seeds).map { try trained(family, form, seed: $0) })
    }
  }
  try notebook.measureGradientNorms(
    "training", of: guides.flatMap { $0.trainings.map(\.log) }, clippedAbove: norm)
  let exactCells: [Table.Cell] =
    ["exact"] + moments.prefix(3).flatMap { [.number($0.mean, .fixed(2)), .number($0.deviation, .fixed(2))] } + [
      0, "–",
    ]
  try notebook.show(
    Table(
      columns: [
        "posterior", "mean of μ", "deviation", "mean of τ", "deviation", "mean of θ of A", "deviation",
        "evidence − bound (nats)",
        "k̂",
      ], rows: [exactCells] + guides.map { $0.cells(logEvidence: exact.logEvidence) }), id: "answers",
    caption: "What each guide says, mean ± standard error over {seeds} trainings.")
  let places = exact.density.places.enumerated().filter { $0.offset.isMultiple(of: 8) }.map(\.element)
  let densities = exact.density.values.enumerated().filter { $0.offset.isMultiple(of: 8) }.map(\.element)
  try notebook.show(
    Panels(
      try zip(EightSchools.Form.allCases, sampled).map { form, sampled in
        Figure(
          try [.line(places, densities, name: "exact"), .density(of: sampled.logTau, at: places, name: "sampler")]
            + guides.filter { $0.form == form }.map {
              try .density(of: $0.trainings[0].logTau, at: places, name: $0.family.rawValue)
            }, x: "log τ", y: "density", title: form.rawValue)
      }, sharing: [.x, .y, .legend]), id: "densities",
    caption:
      "The posterior density of log τ: exact, and what sampler and guides make of it by both ways to write the model.")
  //: hide
  func measure(_ name: String, _ values: [Double], unit: String = "") throws {
    try notebook.measure(name, meanOf: values, unit: unit, format: .fixed(2))
  }
  for (prefix, form) in [("centred", EightSchools.Form.centred), ("noncentred", .noncentred)] {
    for (infix, family) in [("", GuideFamily.meanField), ("-full", .fullRank), ("-flow", .flow)] {
      let trainings = guides[family, form]
      try measure("\(prefix)\(infix)-tau", trainings.values { $0.means[1] })
      try measure("\(prefix)\(infix)-gap", trainings.values { exact.logEvidence - $0.bound }, unit: "nats")
      try measure("\(prefix)\(infix)-shape", trainings.paretoShapes)
    }
  }

  /*:
   The mean-field guide of the centred model makes τ {centred-tau} instead of {exact-tau}, and leaves out the whole lower part
   of its posterior: where τ is small a guide whose θ have one width for all τ finds no density. Nothing in its bound,
   {centred-gap} below the evidence, says so to one who does not know the evidence. Covariances help little, and leave
   {centred-full-gap}: what the posterior has is widths that depend. A flow may have these. It comes to {centred-flow-gap} below
   the evidence with the one way to write the model, and to {noncentred-flow-gap} with the other, where independent numbers are
   {noncentred-gap} below, and makes τ {noncentred-flow-tau}.

   ## What tells

   Draws of a guide with the weights $w = p(y, \theta)/q(\theta)$ are draws of the posterior, if the weights are not too uneven.
   What that means is how heavy their tail is: a generalized Pareto distribution is fitted to the largest, and its shape $\hat
   k$ counts moments. Below ½ the variance of $w$ is finite, and up to 0.7 estimates are as good as they claim [@vehtari2024].
   As a diagnosis of variational inference it needs nothing but the guide and the model [@yao2018].

   $\hat k$ is {centred-shape}, {centred-full-shape} and {centred-flow-shape} for the three guides of the centred model,
   {noncentred-shape}, {noncentred-full-shape} and {noncentred-flow-shape} for those of the other. It tells of the tails, and those
   of the flow are no better than those of the others, however near its middle is. From one training to the next it moves by some
   tenths. What a low one vouches for are the weighted draws, not the guide's own, which weights then put right for the most part:
  */
  try notebook.show(
    Table(
      columns: ["guide", "mean of τ, less the exact one", "by weights", "effective draws of \(guideDraws)", "k̂"],
      rows: guides.map { $0.weightedCells(exact: moments[1].mean) }), id: "weights",
    caption:
      "How wrong the mean of τ is by a guide's own draws and by weighted ones, mean ± standard error over {seeds} trainings."
  )

  if steps >= 1_000 {
    let meanField = guides[.meanField, .centred], flow = guides[.flow, .centred]
    notebook.claim(
      "k̂ of every mean-field guide of the centred model is above 0.7.", meanField.paretoShapes.allSatisfy { $0 > 0.7 })
    notebook.claim(
      "With every seed the flow's bound of the centred model is at least half a nat nearer the evidence than the mean-field guide's.",
      zip(flow.trainings, meanField.trainings).allSatisfy { $0.bound > $1.bound + 0.5 })
  }

  /*:
   ## A regression

   Where does a mean-field guide stop being good enough? A line $a + bx$ through twenty points of known noise has a normal
   posterior, and with the inputs around an offset instead of 0 its two numbers depend on each other, by a correlation ρ that
   the inputs decide. The best mean-field guide has the right means, and deviations that are $\sqrt{1 - \rho^2}$ of the
   posterior's: what each number would have if the other were known. Its largest ratios are powers of a χ² variable's
   exponential, and their shape is $k = |\rho|$. A full-rank guide is exact, and a flow may be.
  */
  let offsets = try (notebook["offsets"] as [Double]).sorted()
  let lines = try offsets.map { offset in
    let line = ShiftedLine(offset: offset), y = line.data(using: random["points"])
    let answers = try (0..<seeds).map { seed in
      let random = random["line"][seed]
      let pair = try GuideFamily.meanField.pair(of: line.model, for: y, using: random["start"])
      var svi = optimization(of: pair, steps: steps, rate: rate)
      let phase = "a line at \(NumberFormat.shortest(offset)), seed \(seed + 1)"
      _ = try notebook.train(&svi, steps: steps, as: phase) { svi, step in
        try svi.step(y, using: random["noise"][step.index])
      }
      return try GuideDiagnosis(of: pair, on: y, draws: guideDraws, drawsAtOnce: guideDraws, using: random["diagnosis"])
    }
    // Weights that are all but equal have no tail: k̂ is −∞, and has no place in a figure.
    return ShiftedLineGuides(
      line: line, paretoShapes: answers.map(\.paretoShape).filter(\.isFinite),
      deviationRatios: try answers.map { try $0.draws.numbers(of: "a")[0].standardDeviation / line.deviations[0] })
  }
  try notebook.show(
    Panels([Figure(shapesOf: lines), Figure(deviationsOf: lines)]), id: "shifted-lines",
    caption:
      "Mean-field guides of a line, by the correlation of its two numbers. a: k̂ where the weights have a tail, and k. b: the "
      + "deviation of a.")

  /*:
   By theory, then, what weights can put right ends at |ρ| = 0.7, where the guide's deviations are $\sqrt{1 - 0.7^2}$ or 0.71 of the
   posterior's. The $\hat k$ of a single guide scatters about $k$, and where ρ is large it may lie well below: one $\hat k$ that is
   little less than 0.7 proves little.

   ## Calibration

   One set of data may flatter. Simulation-based calibration [@talts2018] draws a and b from the prior, data from these, and
   asks for the rank of the true number among draws of the posterior of these data: over many sets the ranks are even where
   posteriors are right, and heap up at the ends where they are too narrow. {simulations} sets of data for the line at an offset
   of {calibrated-offset}, each with a guide trained anew, or a chain of its own. The first two families learn at a rate of
   {calibration-rate}, the flow at {learning-rate}:
  */
  let line = ShiftedLine(offset: offsets[max(offsets.count - 2, 0)]),
    calibrationSteps: Int = try notebook["calibration-steps"]
  let calibrationRate: Double = try notebook["calibration-rate"]
  try notebook.measure("calibrated-offset", line.offset, tolerance: .exact, format: .exact)
  func calibration(
    _ name: String, _ posterior: @escaping (Tensor, Random) throws -> PosteriorDraws
  ) throws -> SimulationBasedCalibration {
    try SimulationBasedCalibration(
      of: line.model, for: Tensor.zeros([ShiftedLine.count]), simulations: notebook["simulations"],
      using: random["calibration"], as: "calibration, \(name)", observer: notebook,
      simulated: { try $0["y"].value.value }, posterior: posterior)
  }
  func calibration(of family: GuideFamily) throws -> SimulationBasedCalibration {
    try calibration(family.rawValue) { y, random in
      let pair = try family.pair(of: line.model, for: y, using: random["start"])
      var svi = optimization(of: pair, steps: calibrationSteps, rate: family == .flow ? rate : calibrationRate)
      for step in 0..<calibrationSteps { _ = try svi.step(y, using: random["noise"][step]) }
      return try PosteriorDraws(ofGuideOf: pair, for: y, count: 99, using: random["draws"])
    }
  }
  let meanFieldRanks = try calibration(of: .meanField), fullRankRanks = try calibration(of: .fullRank)
  let flowRanks = try calibration(of: .flow)
  let short = NoUTurnSampler(warmup: 200, draws: 396, chains: 1)
  let sampledRanks = try calibration("sampler") { y, random in
    try short.sample(line.model, on: y, using: random).draws
  }
  let calibrations = [
    ("mean field", meanFieldRanks), ("full rank", fullRankRanks), ("flow", flowRanks), ("sampler", sampledRanks),
  ]
  try notebook.show(
    Panels(
      calibrations.map { Figure(ranks: $1.numbers[0].histogram, title: $0) }, sharing: [.y, .legend]), id: "ranks",
    caption: "Ranks of the true a among 99 draws, over {simulations} sets of data.")

  if meanFieldRanks.numbers[0].histogram.ranks.count >= 200 {
    notebook.claim(
      "The mean-field guide's ranks are uneven beyond doubt, those of the full-rank guide and the sampler are not.",
      meanFieldRanks.uniformityProbabilities.allSatisfy { $0 < 1e-6 }
        && (fullRankRanks.uniformityProbabilities + sampledRanks.uniformityProbabilities).allSatisfy { $0 > 1e-3 })
  }
  //: hide
  for (name, calibration) in calibrations {
    let atEnds = Share(of: calibration.numbers[0].histogram.ranks) { $0 < 5 || $0 >= 95 }
    try notebook.measure(name.replacing(" ", with: "-") + "-ends", share: atEnds, format: .fixed(0))
  }

  /*:
   The two twentieths at the ends should have a tenth of the ranks. They have {mean-field-ends:value} ± {mean-field-ends-error} of
   the mean-field guide's and {flow-ends:value} ± {flow-ends-error} of the flow's, which can hold this posterior and is not quite as
   wide after {calibration-steps} steps. The full-rank guide has {full-rank-ends:value} ± {full-rank-ends-error} there and the
   sampler {sampler-ends:value} ± {sampler-ends-error}: what is more than chance in that may be a training and a warm-up that are
   short, but over all their ranks the claim above lets chance account for it.

   ## Does the model fit?

   All of this asks whether a posterior is that of the model, and none of it whether the model is that of the data. A posterior
   predictive check [@gelman1996] draws data anew along the posterior: how often is the largest of the eight estimates at least as
   large as school A's? Is their spread about the effects, in their standard errors, what it should be?
  */
  let checked = noncentred.posterior.draws.thinned(to: min(1_000, noncentred.posterior.draws.count))
  func check(_ discrepancy: (ModelRun) throws -> Double) throws -> PredictiveCheck {
    try PredictiveCheck(
      of: EightSchools.model(.noncentred), posterior: checked, on: data, using: random["check"],
      discrepancy: discrepancy)
  }
  let largest = try check { Double(try $0["y"].value.value.elements.max()!) }
  let spread = try check { try $0.chiSquared(of: "y") }
  for (name, check) in [("largest-probability", largest), ("spread-probability", spread)] {
    let share = Share(value: check.probability, count: Double(check.observed.count))
    try notebook.measure(name, share: share, format: .fixed(0))
  }

  /*:
   In {largest-probability} ± {largest-probability-error} of the draws, and with the χ² discrepancy {spread-probability} ±
   {spread-probability-error}: nothing speaks against the model.

   ## Conclusion

   A guide cannot say how wrong it is, and neither can its bound: of the centred model a mean-field guide gives τ {centred-tau}
   instead of {exact-tau}, and a flow {centred-flow-tau}. $\hat k$ says so, {centred-shape} and {centred-flow-shape}, without the
   exact answer, and of a line it follows the correlation that the guide leaves out. The sampler is right within the errors that it
   states, and where it is not, as in a funnel, its divergences tell.

   ## What would prove this wrong

   If a guide with $\hat k$ below ½ had weighted means many standard errors from the exact ones, $\hat k$ would not be what to
   trust. If the full-rank guide's ranks were uneven for the line, whose posterior it can hold, the training or the ranks would
   be at fault: `swift run experiments run posteriors --set simulations=1000`.
  */
}
