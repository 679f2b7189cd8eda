import Laboratory

/*:
 # GELU

 The Gaussian error linear unit is $x\,\Phi(x)$, and two formulas often stand in for it: one with tanh, wrong by at most
 {tanh-error}, and one with the sigmoid, wrong by at most {sigmoid-error}. What that changes in the test ELBO of a variational
 autoencoder, by {repeats} pairs of trainings, ± standard error: {sigmoid-cost} where it learns with the sigmoid form in place of the
 exact one, {sigmoid-swap} where it runs with it after learning with the exact one. In its place ReLU's difference is {relu-cost}
 from the same initial weights, {relu-he-cost} from weights of twice their variance, as ReLU wants them, and SELU's {selu-cost}.

 {cost}

 ## The question

 ReLU passes a number or blocks it, by its sign. GELU [@hendrycks2016] multiplies it by the probability that a
 standard normal number lies below it,

 $$\mathrm{GELU}(x) = x\,\Phi(x), \qquad \mathrm{GELU}'(x) = \Phi(x) + x\,\varphi(x),$$

 with the normal distribution function $\Phi$ and the density $\varphi$. The same paper gives two approximations,

 $$\tfrac{1}{2} x \Big(1 + \tanh\big(\sqrt{2/\pi}\,(x + 0.044715\,x^3)\big)\Big)
 \qquad\text{and}\qquad x\,\sigma(1.702\,x).$$

 The source, the notebook that this report follows [“Going further with VAEs”, @ollion2020], defines the last one under the
 name of GELU, and trains nothing with it. How wrong are the approximations, and does a network that learns with them notice?
*/
let gelu = Experiment(
  "gelu", title: "GELU", summary: "GELU and its two approximations, as formulas and in networks beside ReLU and SELU.",
  settings: [
    Setting("repeats", 10, smoke: 2, "trainings of each network", limits: .between(2, 100)),
    Setting(
      "steps", 1_200, smoke: 20, paper: 12_000, "optimiser steps of each training", limits: .between(10, 1_000_000)),
    Setting("batch-size", 100, "images in a step", limits: .between(1, 60_000)),
    Setting("learning-rate", 2e-3, "Adam's learning rate at the first step; it falls to 0", limits: .above(0)),
    Setting("maximum-gradient-norm", 1_000.0, "gradients of a larger norm are scaled down to it", limits: .above(0)),
    Setting("test-images", 10_000, smoke: 200, "test images of the scores", limits: .between(100, 10_000)),
    Setting("curve-images", 1_000, smoke: 100, "and of those during a training", limits: .between(100, 10_000)),
    Setting("faithful", false, "the network's GELU, compared with the others, is x σ(1.702 x)"),
  ], run: essay)

private func essay(_ notebook: Notebook) throws {
  //: ## Three formulas
  //:
  //: In double precision, with the C library's erfc, exp and tanh, the three forms and their derivatives are written out in
  //: [GELUForm.swift](../../Experiments/Models/GELUForm.swift). The library has the same functions in single precision, and the
  //: tape applies their derivatives, which the library has written out too. A grid of every 1/1024 from −8 to 8 is fine enough to
  //: read everything off:
  let grid = Array(stride(from: -8.0, through: 8.0, by: 1 / 1024))
  //: hide
  let plotted = (-256...256).map { Double($0) / 64 }
  let points = Tensor(plotted.map(Float.init))
  func curves(_ values: (ElementwiseFunction) -> Tensor) -> [Mark] {
    ComparedActivation.allCases.map { .line(plotted, values($0.function).doubles, name: $0.name) }
  }
  try notebook.show(
    Panels(
      [
        Figure(curves { points.mapped($0) }, x: "x", y: "value"),
        Figure(curves { $0.slopesByTape(at: points) }, x: "x", y: "derivative, by the tape"),
      ], sharing: .legend),
    id: "shapes",
    caption:
      "The library's activation functions and what the tape makes of them. On this scale the tanh form lies under the exact one, and the sigmoid form can be told from it in the derivative."
  )

  try notebook.show(
    Table(
      columns: ["form", "lowest value", "at x =", "steepest slope", "at x ="],
      rows: GELUForm.allCases.map { form in
        let lowest = GridMaximum(on: grid) { -form.value($0) }, steepest = GridMaximum(on: grid, of: form.slope)
        return [
          .text(form.rawValue), .number(-lowest.value, .fixed(4)), .number(lowest.x, .fixed(3)),
          .number(steepest.value, .fixed(4)), .number(steepest.x, .fixed(3)),
        ]
      }),
    id: "landmarks", caption: "Unlike ReLU, GELU dips below 0 and overshoots a slope of 1.")
  notebook.claim(
    "The exact form is steepest at √2, where its second derivative φ(x)(2 − x²) vanishes.",
    abs(GridMaximum(on: grid, of: GELUForm.exact.slope).x - 2.squareRoot()) < 1 / 1024)

  //: ## How wrong the approximations are
  let sigmoidErrors = LargestErrors(of: .sigmoid, on: grid), tanhErrors = LargestErrors(of: .tanh, on: grid)
  try notebook.show(
    Table(
      columns: ["form", "largest error of the value", "at x = ±", "largest error of the derivative", "at x = ±"],
      rows: [sigmoidErrors, tanhErrors].map { errors in
        let maxima = [errors.value, errors.slope]
        return [.text(errors.form.rawValue)]
          + maxima.flatMap { [.number($0.value, .significant(4)), .number(abs($0.x), .fixed(3))] }
      }),
    id: "errors",
    caption:
      "Largest absolute differences to the exact form; that of the value is even in x, that of the derivative odd.")
  //: hide
  for errors in [sigmoidErrors, tanhErrors] {
    try notebook.measure("\(errors.form)-error", errors.value.value, format: .significant(3))
    try notebook.measure("\(errors.form)-slope-error", errors.slope.value, format: .significant(3))
  }
  func inThousandths(_ error: (Double) -> Double, name: String) -> Mark {
    .line(plotted, plotted.map { 1000 * error($0) }, name: name)
  }
  try notebook.show(
    Panels(
      [GELUForm.sigmoid, .tanh].map { form in
        Figure(
          [inThousandths(form.error, name: "value"), inThousandths(form.slopeError, name: "derivative")],
          x: "x", y: "error (thousandths)", title: "\(form) form")
      }, sharing: .legend),
    id: "error-curves", caption: "Approximation less exact form, in thousandths; each panel has its own scale.")

  for (found, known) in zip([sigmoidErrors, tanhErrors], LargestErrors.known) {
    notebook.claim(
      "The \(known.form) form's largest errors are those of multiple-precision arithmetic: "
        + "\(known.value.value) at ±\(known.value.x), and \(known.slope.value) at ±\(known.slope.x) in the derivative.",
      found.agree(with: known, step: 1 / 1024))
  }

  notebook.claim(
    "From 8 on the errors of both forms only shrink, on either side.",
    [sigmoidErrors, tanhErrors].allSatisfy { $0.shrink(beyond: 8) })
  //: hide
  try notebook.measure("sigmoid-tail", abs(GELUForm.sigmoid.error(8)), format: .significant(1))

  //: The grid ends at ±8. There the sigmoid form is still off by {sigmoid-tail}, and from there on its error falls like
  //: $|x|\,e^{-1.702\,|x|}$; the other two forms are within rounding of 0 or x.
  //:
  //: ## What the library computes
  //:
  //: Against the formulas above, the library and the tape may differ by rounding alone. But a derivative may be written wrongly in
  //: both places; so a third check knows nothing but the library's values, a central difference over five points,
  //:
  //: $$f'(x) \approx \frac{f(x - 2h) - 8 f(x - h) + 8 f(x + h) - f(x + 2h)}{12 h}, \qquad h = \tfrac{1}{16},$$
  //:
  //: whose error is of the order of $h^4$, and of the rounding of $f$ over $h$. The checks are in
  //: [FunctionCheck.swift](../../Experiments/Models/FunctionCheck.swift).
  let checks = GELUForm.allCases.map { FunctionCheck(of: $0, on: grid) }
  try notebook.show(
    Table(
      columns: ["form", "value: library − formula", "derivative: tape − formula", "derivative: tape − differences"],
      rows: checks.map { check in
        [.text(check.form.rawValue)]
          + [check.value, check.slope, check.differences].map { .number($0, .significant(2)) }
      }),
    id: "rounding", caption: "Largest absolute difference on the grid, where the values reach 8.")
  notebook.claim(
    "The library's values and the tape's derivatives are those of the formulas, to 2 × 10⁻⁶.",
    checks.allSatisfy { $0.value < 2e-6 && $0.slope < 2e-6 })
  notebook.claim(
    "The tape's derivatives are those of the values' differences, to 10⁻⁴.",
    checks.allSatisfy { $0.differences < 1e-4 })

  //: ## Where 1.702 comes from
  //:
  //: Which constant $c$ makes the sigmoid most like the normal distribution function depends on what is to be alike: $\Phi(x)$
  //: itself, $x\,\Phi(x)$, or the derivative of that. For each, the largest error over x:
  let cdf = ConstantSweep("Φ") { $0.gate($1) - normalCDF($1) }
  let value = ConstantSweep("x Φ") { $0.value($1) - GELUForm.exact.value($1) }
  let slope = ConstantSweep("derivative of x Φ") { $0.slope($1) - GELUForm.exact.slope($1) }
  try notebook.show(
    Figure(
      [cdf, value, slope].map { .line(ConstantSweep.constants, $0.errors, name: $0.target) }
        + [.verticalLine(at: 1.702, name: "c = 1.702")], x: "c", y: "largest error"),
    id: "constants", caption: "How far the sigmoid with constant c is from what it stands for.")
  notebook.claim("1.702 is the best constant for Φ, to within 0.001.", abs(cdf.best - 1.702) < 0.0015)
  //: hide
  for (name, sweep) in [("cdf", cdf), ("value", value), ("slope", slope)] {
    try notebook.measure("best-\(name)-constant", sweep.best, tolerance: .exact, format: .fixed(3))
  }
  try notebook.measure("best-value-error", value.leastError, format: .significant(3))

  //: The best constant is {best-cdf-constant} for $\Phi$, {best-value-constant} for $x\,\Phi(x)$, whose largest error is then
  //: {best-value-error}, and {best-slope-constant} for the derivative. So 1.702 suits the distribution function, and the derivative
  //: well; for the value, whose factor $x$ magnifies errors far from 0, it is not the best choice.
  //:
  //: ## A network that learns with each
  //:
  //: An activation function matters where many of them stand in a row and small changes of the output show. In a variational
  //: autoencoder an image passes four layers of them on its way through the code and back, and the score is a log-likelihood; a
  //: classifier of the same images would hide most of it in an accuracy. The images are Fashion-MNIST's, their pixels
  //: made continuous as $(b + u)/256$ with $u$ uniform on $[0, 1)$; the likelihood is the continuous Bernoulli distribution
  //: [@loaiza2019] with logits within $\pm\log(10^4 - 1)$. Model and guide are in
  //: [DenseVAE.swift](../../Experiments/Models/DenseVAE.swift): 784-256-256-8 and back.
  let reference = ComparedNetwork.gelu(try notebook["faithful"] ? .sigmoid : .exact)
  try notebook.show(["Compared with": .text(reference.name)], id: "reference")
  //: hide
  for summary in try reference.vae(using: notebook.random).networks.map(\.summary) {
    try notebook.show(
      summary.table, id: "\(summary.name)-architecture", caption: "The \(summary.name), layer by layer.", fold: true)
  }

  //: Seven networks learn side by side. Within a repeat they begin with the same weights and see the same batches, the same
  //: dequantisation and the same noise in the codes; the next repeat draws all of it anew. The weights begin with a variance of
  //: one over a unit's number of inputs, as SELU wants it. ReLU lets half of what it receives pass and wants twice that [@he2015],
  //: so that it runs from such weights, too, and GELU beside it (“He”). The learning rate is the same for all: what is compared
  //: is the function, not the best that could be made of each. The logits' bound is a part of the model that costs all of them
  //: some of the density that could be had, and keeps that from being what the comparison is about
  //: ([continuous-bernoulli](../continuous-bernoulli/README.md) measures it).
  let batchSize: Int = try notebook["batch-size"], testCount: Int = try notebook["test-images"]
  let data = try notebook.fashionMNIST(training: batchSize, test: max(testCount, notebook["curve-images"]))
  let testNoise = notebook.random["test noise"]
  func testBatches(_ count: Int) -> [Tensor] {
    data.test.prefix(count).batches(of: 100) { $0.dequantized(using: testNoise[$1]) }
  }
  func score(_ vae: VariationalAutoencoder, on batches: [Tensor]) throws -> Double {
    try Evaluation(of: vae, on: batches, using: testNoise["codes"]).bound.mean
  }
  let repeats: Int = try notebook["repeats"], steps: Int = try notebook["steps"], interval = steps / 10
  let learningRate = try LearningRate.cosine(initial: notebook["learning-rate"], final: 0, over: steps)
  let maximumNorm: Float = try notebook["maximum-gradient-norm"]
  let curveImages = try testBatches(notebook["curve-images"]), testImages = testBatches(testCount)
  let networks = ComparedNetwork.allCases
  var trained = ActivationRepeats(), logs: [TrainingLog] = []
  for number in 1...repeats {
    let random = notebook.random["repeat"][number]
    let vaes = try networks.map { try $0.vae(using: random["initial weights"]) }
    var trainings = vaes.map {
      SVI($0, objective: EvidenceLowerBound(), optimizer: Adam(learningRate), maximumGradientNorm: maximumNorm)
    }
    let batches = Minibatches(of: batchSize, from: data.train, using: random["order of the images"])
    let phase = "training, repeat \(number) of \(repeats)"
    let log = try notebook.train(&trainings, steps: steps, as: phase) { trainings, step in
      let noise = random["training noise"][step.index]
      let images = batches[step.index].dequantized(using: noise)
      var findings: [String: Double] = [:]
      for (index, network) in networks.enumerated() {
        let taken = try trainings[index].step(images, using: noise).findings
        if network == reference { findings.merge(taken) { $1 } }
        findings["norm of \(network.name)"] = taken["gradient norm"]
        if (step.index + 1) % interval == 0 {
          findings["score of \(network.name)"] = try score(vaes[index], on: curveImages)
        }
      }
      findings["gradient norm"] = networks.compactMap { findings["norm of \($0.name)"] }.max()
      return findings
    }
    logs.append(log)
    for (vae, network) in zip(vaes, networks) {
      let curve = log["score of \(network.name)"]
      trained.add(vae, curve: curve, score: try score(vae, on: testImages), of: network)
    }
  }
  try notebook.show(
    Table(
      gradientNorms: networks.map { network in (network.name, logs.map { $0["norm of \(network.name)"] }) },
      clippedAbove: Double(maximumNorm)), id: "norms",
    caption: "Norms of the gradients, before those above {maximum-gradient-norm} are scaled down to it.")
  //: hide
  let places = (1...steps / interval).map { $0 * interval }
  func figure(_ y: Axis, _ curves: (ComparedNetwork) -> [[Double]]) -> Figure {
    Figure(networks.map { .line(places, trainings: curves($0), name: $0.name) }, x: "step", y: y)
  }
  func differences(_ network: ComparedNetwork) -> [[Double]] { trained.differences(network, from: reference) }
  // The last panel shows what is small beside the differences of ReLU and SELU.
  let closeUp = GELUForm.allCases.flatMap { differences(.gelu($0)).joined() }.map(abs).max()!
  try notebook.show(
    Panels(
      [
        figure(Axis("test ELBO", unit: "nats"), trained.curves),
        figure(Axis("difference", unit: "nats"), differences),
        figure(Axis("difference", unit: "nats", limits: -1.05 * closeUp...1.05 * closeUp), differences),
      ], sharing: .legend, aspect: 1),
    id: "curves",
    caption:
      "a: the test ELBO as training goes on. b: how far it is from that of \(reference.name) in the same repeat. c: the same closer up, where the forms of GELU differ. Means over {repeats} repeats on {curve-images} images, with bands of one standard error."
  )

  //: ## Do the networks notice?
  //:
  //: The networks of one repeat differ in nothing but what is compared, so that their scores can be taken in pairs: the difference
  //: within each repeat, and its standard error over the {repeats}. Below two standard errors it is called undecided; beyond them
  //: chance alone brings {chance} of such experiments without a difference. Beside it stands how much a repeat moves a score.
  try notebook.show(
    trained.table(of: networks, against: reference), id: "scores",
    caption:
      "Nats an image on {test-images} test images: mean ± standard error over {repeats} repeats, the standard deviation of a single training, and the paired difference."
  )
  try notebook.show(
    Figure(
      networks.map { .points(Array(1...repeats), trained.scores($0), name: $0.name, size: 4) },
      x: Axis("repeat", limits: 0.5...Double(repeats) + 0.5), y: Axis("test ELBO", unit: "nats")),
    id: "trainings", caption: "The test ELBO of every training.")
  let sigmoidCost = trained.difference(.gelu(.sigmoid), from: .gelu(.exact))
  let tanhCost = trained.difference(.gelu(.tanh), from: .gelu(.exact))
  let reluCost = trained.difference(.relu, from: reference), seluCost = trained.difference(.selu, from: reference)
  let reluHeCost = trained.difference(.relu.byHe, from: reference)
  let exact = Summary(of: trained.scores(.gelu(.exact)))
  let hasSeenAllImages = steps * batchSize >= data.train.count
  if hasSeenAllImages {
    notebook.claim(
      "From the same weights ReLU is below \(reference.name) by more than 5 nats on average, SELU by more than 3.",
      reluCost.mean < -5 && seluCost.mean < -3)
    notebook.claim(
      "The tanh form's difference to the exact form is smaller than the spread of a single training.",
      abs(tanhCost.mean) < exact.standardDeviation)
    notebook.claim(
      "All trainings with the exact form are within 5 nats of each other.", exact.maximum - exact.minimum < 5)
  }
  //: hide
  try notebook.measure(
    "chance", 100 * studentTTwoSidedProbability(2, degreesOfFreedom: repeats - 1), unit: "%", format: .fixed(0))
  for (name, cost) in [
    ("sigmoid", sigmoidCost), ("tanh", tanhCost), ("relu", reluCost), ("selu", seluCost), ("relu-he", reluHeCost),
    ("relu-he-pair", trained.difference(.relu.byHe, from: .gelu(.exact).byHe)),
    ("relu-start", trained.difference(.relu.byHe, from: .relu)),
    ("gelu-start", trained.difference(.gelu(.exact).byHe, from: .gelu(.exact))),
  ] { try notebook.measure("\(name)-cost", cost, unit: "nats", format: .fixed(2)) }

  //: What twice the variance changes: of ReLU {relu-start-cost}, of GELU {gelu-start-cost}. With it for both, ReLU less GELU is
  //: {relu-he-pair-cost}.
  //:
  //: ## Trained with one form, run with another
  //:
  //: A network that learns with an approximation adapts to it. One that was trained with one form and then runs with another
  //: cannot: that is what one pays for loading weights into a program with the other formula. Each network, run with each form
  //: without further training, on the same images and the same codes' noise:
  func swap(_ own: GELUForm, for other: GELUForm) throws -> PairedDifference {
    let swapped = try trained.vaes(.gelu(own)).map {
      try score(ComparedNetwork.gelu(other).running($0), on: testImages)
    }
    return PairedDifference(of: swapped, less: trained.scores(.gelu(own)))
  }
  let toSigmoid = try swap(.exact, for: .sigmoid), toTanh = try swap(.exact, for: .tanh)
  let fromSigmoid = try swap(.sigmoid, for: .exact), fromTanh = try swap(.tanh, for: .exact)
  try notebook.show(
    Table(
      columns: ["trained with", "run with", "change of the test ELBO", "which is"],
      rows: [
        (GELUForm.exact, GELUForm.sigmoid, toSigmoid), (.exact, .tanh, toTanh), (.sigmoid, .exact, fromSigmoid),
        (.tanh, .exact, fromTanh),
      ].map { own, other, change in
        [.text(own.rawValue), .text(other.rawValue), .number(change.summary, .significant(2)), .text(change.verdict)]
      }),
    id: "swaps",
    caption: "Nats an image on the same {test-images} images: mean ± standard error over {repeats} repeats.")
  notebook.claim(
    "Running with the sigmoid form changes more than with the tanh form.", abs(toSigmoid.mean) > abs(toTanh.mean))
  if hasSeenAllImages {
    notebook.claim(
      "Running with the sigmoid form what was trained with the exact one lowers the test ELBO by more than 0.3 nats in every repeat.",
      toSigmoid.summary.maximum < -0.3)
  }
  //: hide
  try notebook.measure("sigmoid-swap", toSigmoid, unit: "nats", format: .fixed(2))
  try notebook.measure("tanh-swap", toTanh, unit: "nats", format: .significant(1))
  let forms = ["sigmoid", "tanh"]
  try notebook.show(
    Panels([
      Figure(
        [GELUForm.sigmoid, .tanh].map { inThousandths($0.error, name: "\($0) form") }, x: "x",
        y: "error (thousandths)", title: "Formulas"),
      Figure(
        [
          .bars([sigmoidCost, tanhCost].map(\.summary), labels: forms, name: "learned with"),
          .bars([toSigmoid, toTanh].map(\.summary), labels: forms, name: "swapped in"),
        ], x: "form", y: Axis("change in test ELBO", unit: "nats"), title: "Networks, GELU’s forms", legend: .below),
      Figure(
        .bars([reluCost, reluHeCost, seluCost].map(\.summary), labels: ["ReLU", "ReLU, He", "SELU"]),
        x: "in place of GELU", y: Axis("change in test ELBO", unit: "nats"), title: "Networks, others"),
    ]),
    id: "cost",
    caption:
      "a: what the approximations add to x Φ(x). b: what they add to the test ELBO of a network that learned with them, or with the exact form before they took its place. c: the same of ReLU, of ReLU from weights of twice the variance, and of SELU against \(reference.name). Paired differences, mean ± standard error over {repeats} repeats; the panels have scales of their own."
  )

  //: ## The bill
  //:
  //: What each approximation costs, as a formula and in nats, where the network learned with it and where it took the place of
  //: the exact form only afterwards, all on the same {test-images} test images.
  try notebook.show(
    Table(
      columns: ["form", "value", "derivative", "ELBO, trained with it", "which is", "ELBO, swapped in", "which is"],
      rows: [(sigmoidErrors, sigmoidCost, toSigmoid), (tanhErrors, tanhCost, toTanh)].map { errors, learned, swapped in
        [.text(errors.form.rawValue)] + [errors.value, errors.slope].map { .number($0.value, .significant(3)) }
          + [learned, swapped].flatMap { [.number($0.summary, .significant(2)), .text($0.verdict)] }
      }),
    id: "bill", caption: "Largest errors, and changes in nats an image against the exact form, ± standard error.")

  let firstOfEach = networks.map { (name: $0.name, vae: trained.vaes($0)[0]) }
  try notebook.show(
    ImageGrid.reconstructions(of: data.test.prefix(12), by: firstOfEach),
    id: "reconstructions", caption: "Twelve test images, and what the networks of the first repeat make of them.")

  //: ## Conclusion
  //:
  //: The source's choice, the sigmoid form, is wrong by {sigmoid-error} in value and by {sigmoid-slope-error} in the derivative, and
  //: a network that learns with it has a test ELBO whose difference to the exact form's is {sigmoid-cost}. What it changes swapped
  //: in after learning with the exact form is {sigmoid-swap}, and the tanh form {tanh-swap}; the latter's difference, learned with,
  //: is {tanh-cost}. The difference of ReLU to GELU is {relu-cost} from the same weights and {relu-he-cost} from those that it
  //: wants, so that how the weights begin, worth {relu-start-cost} to it, must be said with every such comparison.
  //:
  //: ## What would prove this wrong
  //:
  //: A larger error than the table's anywhere on the line would, or a network that no longer noticed when its function was swapped. The
  //: networks are small and trained briefly, with one learning rate, and the {repeats} repeats share one set of test images: another
  //: size, length or rate may order ReLU, SELU and GELU differently.
  //:
  //: The source's choice as the one that all others are compared with: `swift run experiments run gelu --set faithful=true`.
}
