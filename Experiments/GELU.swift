import Autodiff
import Datasets
import Figures
import Foundation
import Inference
import NeuralNetworks
import Notebooks
import Statistics
import Tensors

/*:
 # GELU

 The Gaussian error linear unit is $x\,\Phi(x)$, and two formulas often stand in for it: one with tanh, wrong by at most
 {tanh-error}, and one with the sigmoid, wrong by at most {sigmoid-error}. Over {repeats} trainings, learning with the sigmoid
 form in place of the exact one changes the test ELBO of a variational autoencoder by {sigmoid-cost} (standard error
 {sigmoid-cost-error:value}), and running with it after learning with the exact one by {sigmoid-swap} ({sigmoid-swap-error:value});
 ReLU in the place of GELU changes it by {relu-cost} ({relu-cost-error:value}), SELU by {selu-cost} ({selu-cost-error:value}).

 {cost}

 ## The question

 ReLU passes a number or blocks it, by its sign. GELU (Hendrycks and Gimpel 2016) multiplies it by the probability that a
 standard normal number lies below it,

 $$\mathrm{GELU}(x) = x\,\Phi(x), \qquad \mathrm{GELU}'(x) = \Phi(x) + x\,\varphi(x),$$

 with the normal distribution function $\Phi$ and the density $\varphi$. The same paper gives two approximations,

 $$\tfrac{1}{2} x \Big(1 + \tanh\big(\sqrt{2/\pi}\,(x + 0.044715\,x^3)\big)\Big)
 \qquad\text{and}\qquad x\,\sigma(1.702\,x).$$

 The source, the notebook that this report follows (C. Ollion's “Going further with VAEs”), defines the last one under the
 name of GELU, and trains nothing with it. How wrong are the approximations, and does a network that learns with them notice?

 ## Three formulas

 In double precision, with the C library's erfc, exp and tanh, the three forms and their derivatives are
*/
let gelu = Experiment(
  "gelu", title: "GELU", summary: "GELU and its two approximations, as formulas and in networks beside ReLU and SELU.",
  settings: [
    Setting("repeats", 5, smoke: 2, paper: 10, "trainings of each network", limits: .between(2, 100)),
    Setting("steps", 1_200, smoke: 20, paper: 12_000, "optimiser steps of each training", limits: .atLeast(10)),
    Setting("batch-size", 100, "images in a step", limits: .between(1, 60_000)),
    Setting("learning-rate", 2e-3, "Adam's learning rate at the first step; it falls to 0", limits: .above(0)),
    Setting("initial-weights", "lecun", "variance of a weight of n: 1/n or 2/n", limits: .oneOf(["lecun", "he"])),
    Setting("test-images", 10_000, smoke: 200, "test images of the final scores", limits: .between(100, 10_000)),
    Setting("curve-images", 1_000, smoke: 100, "test images of all other scores", limits: .between(100, 10_000)),
    Setting("faithful", false, "the network's GELU, compared with the others, is x σ(1.702 x)"),
  ], run: essay)

private func essay(_ notebook: Notebook) throws {
  func normalCDF(_ x: Double) -> Double { erfc(-x / 2.squareRoot()) / 2 }
  func normalDensity(_ x: Double) -> Double { exp(-x * x / 2) / (2 * Double.pi).squareRoot() }
  func sigmoid(_ x: Double) -> Double { 1 / (1 + exp(-x)) }

  struct Form {
    var name: String
    var function: ElementwiseFunction
    var value, slope: (Double) -> Double
  }
  let exact = Form(
    name: "exact", function: .gelu, value: { x in x * normalCDF(x) },
    slope: { x in normalCDF(x) + x * normalDensity(x) })
  let tanhForm = Form(
    name: "tanh", function: .geluTanh,
    value: { x in 0.5 * x * (1 + tanh((2 / Double.pi).squareRoot() * (x + 0.044715 * x * x * x))) },
    slope: { x in
      let scale = (2 / Double.pi).squareRoot(), t = tanh(scale * (x + 0.044715 * x * x * x))
      return 0.5 * (1 + t) + 0.5 * x * (1 - t * t) * scale * (1 + 3 * 0.044715 * x * x)
    })
  func sigmoidSlope(_ c: Double, _ x: Double) -> Double {
    let s = sigmoid(c * x)
    return s + c * x * s * (1 - s)
  }
  let sigmoidForm = Form(
    name: "sigmoid", function: .geluSigmoid, value: { x in x * sigmoid(1.702 * x) },
    slope: { x in sigmoidSlope(1.702, x) })
  let forms = [sigmoidForm, tanhForm, exact]

  /*:
   The library has the same functions in single precision, and the tape applies their derivatives, which the library has
   written out too. A grid of every 1/1024 from −8 to 8 is fine enough to read everything off:
  */
  let grid = (-8 * 1024...8 * 1024).map { Double($0) / 1024 }
  let points = Tensor(grid.map(Float.init))

  func largest(_ function: (Double) -> Double) -> (x: Double, value: Double) {
    grid.map { (x: $0, value: function($0)) }.max { $0.value < $1.value }!
  }
  func slopeByTape(_ function: ElementwiseFunction) -> Tensor {
    let tape = Tape(), x = tape.variable(points)
    return tape.gradients(of: x.mapped(function).sum())[x]!
  }

  let activations: [(name: String, function: ElementwiseFunction, layer: Activation)] = [
    ("ReLU", .relu, .relu), ("SELU", .selu, .selu), ("GELU, sigmoid", .geluSigmoid, .geluSigmoid),
    ("GELU, tanh", .geluTanh, .geluTanh), ("GELU", .gelu, .gelu),
  ]
  let (relu, selu, sigmoidGELU, tanhGELU, exactGELU) = (0, 1, 2, 3, 4)

  //: hide
  let plotted = stride(from: 4 * 1024, through: 12 * 1024, by: 16).map { $0 }
  func onPlot(_ values: [Double]) -> [Double] { plotted.map { values[$0] } }
  func curves(_ values: (ElementwiseFunction) -> Tensor) -> [Mark] {
    activations.map { .line(onPlot(grid), onPlot(values($0.function).elements.map(Double.init)), name: $0.name) }
  }
  try notebook.show(
    Panels(
      [
        Figure(curves { points.mapped($0) }, x: "x", y: "value"),
        Figure(curves(slopeByTape), x: "x", y: "derivative, by the tape"),
      ], sharing: .legend),
    id: "shapes",
    caption:
      "The library's activation functions and what the tape makes of them. On this scale the tanh form lies under the exact one, and the sigmoid form can be told from it in the derivative."
  )

  try notebook.show(
    Table(
      columns: ["form", "lowest value", "at x =", "steepest slope", "at x ="],
      rows: forms.map { form in
        let lowest = largest { -form.value($0) }, steepest = largest(form.slope)
        return [
          .text(form.name), .number(-lowest.value, .fixed(4)), .number(lowest.x, .fixed(3)),
          .number(steepest.value, .fixed(4)), .number(steepest.x, .fixed(3)),
        ]
      }),
    id: "landmarks", caption: "Unlike ReLU, GELU dips below 0 and overshoots a slope of 1.")
  let steepest = largest(exact.slope).x
  notebook.claim(
    "The exact form is steepest at √2, where its second derivative φ(x)(2 − x²) vanishes.",
    abs(steepest - 2.squareRoot()) < 1 / 1024)

  //: ## How wrong the approximations are
  let errors = [sigmoidForm, tanhForm].map { form in
    (
      name: form.name, value: { (x: Double) in form.value(x) - exact.value(x) },
      slope: { (x: Double) in form.slope(x) - exact.slope(x) }
    )
  }
  let worst = errors.map { error in
    (value: largest { abs(error.value($0)) }, slope: largest { abs(error.slope($0)) })
  }
  try notebook.show(
    Table(
      columns: ["form", "largest error of the value", "at x = ±", "largest error of the derivative", "at x = ±"],
      rows: zip(errors, worst).map { error, worst in
        [
          .text(error.name), .number(worst.value.value, .significant(4)), .number(abs(worst.value.x), .fixed(3)),
          .number(worst.slope.value, .significant(4)), .number(abs(worst.slope.x), .fixed(3)),
        ]
      }),
    id: "errors",
    caption:
      "Largest absolute differences to the exact form; that of the value is even in x, that of the derivative odd.")
  //: hide
  for (error, worst) in zip(errors, worst) {
    try notebook.measure("\(error.name)-error", worst.value.value, format: .significant(3))
    try notebook.measure("\(error.name)-slope-error", worst.slope.value, format: .significant(3))
  }
  let errorCurves = errors.map { error in
    (
      name: error.name, value: onPlot(grid).map { 1000 * error.value($0) },
      slope: onPlot(grid).map { 1000 * error.slope($0) }
    )
  }
  try notebook.show(
    Panels(
      errorCurves.map { error in
        Figure(
          [.line(onPlot(grid), error.value, name: "value"), .line(onPlot(grid), error.slope, name: "derivative")],
          x: "x", y: "error (thousandths)", title: "\(error.name) form")
      }, sharing: .legend),
    id: "error-curves", caption: "Approximation less exact form, in thousandths; each panel has its own scale.")

  // The maxima as 30-digit arithmetic finds them, with their places.
  let known = [
    (value: (x: 2.2703977, value: 0.020334872), slope: (x: 1.4219476, value: 0.029072046)),
    (value: (x: 2.6989414, value: 0.00047323552), slope: (x: 2.0186558, value: 0.00086845183)),
  ]
  func agree(_ found: (x: Double, value: Double), _ known: (x: Double, value: Double)) -> Bool {
    abs(found.value / known.value - 1) < 1e-5 && abs(abs(found.x) - known.x) < 1 / 1024
  }
  for (error, (worst, known)) in zip(errors, zip(worst, known)) {
    notebook.claim(
      "The \(error.name) form's largest errors are those of multiple-precision arithmetic: "
        + "\(known.value.value) at ±\(known.value.x), and \(known.slope.value) at ±\(known.slope.x) in the derivative.",
      agree(worst.value, known.value) && agree(worst.slope, known.slope))
  }

  /*:
   ## What the library computes

   Against the formulas above, the library and the tape may differ by rounding alone. But a derivative may be written wrongly in
   both places; so a third check knows nothing but the library's values, a central difference over five points,

   $$f'(x) \approx \frac{f(x - 2h) - 8 f(x - h) + 8 f(x + h) - f(x + 2h)}{12 h}, \qquad h = \tfrac{1}{16},$$

   whose error is of the order of $h^4$, and of the rounding of $f$ over $h$.
  */
  func slopeByDifferences(_ function: ElementwiseFunction) -> Tensor {
    func at(_ steps: Float) -> Tensor { points.scaled(by: 1, offset: steps / 16).mapped(function) }
    return (at(-2) - at(2) + (at(1) - at(-1)) * 8) * (16 / 12)
  }
  func distance(_ values: Tensor, _ references: [Double]) -> Double {
    zip(values.elements, references).map { abs(Double($0) - $1) }.max()!
  }
  let checks = forms.map { form in
    let slopes = slopeByTape(form.function)
    return (
      value: distance(points.mapped(form.function), grid.map(form.value)),
      slope: distance(slopes, grid.map(form.slope)),
      differences: distance(slopes, slopeByDifferences(form.function).elements.map(Double.init))
    )
  }
  try notebook.show(
    Table(
      columns: ["form", "value: library − formula", "derivative: tape − formula", "derivative: tape − differences"],
      rows: zip(forms, checks).map { form, check in
        [.text(form.name)] + [check.value, check.slope, check.differences].map { .number($0, .significant(2)) }
      }),
    id: "rounding", caption: "Largest absolute difference on the grid, where the values reach 8.")
  notebook.claim(
    "The library's values and the tape's derivatives are those of the formulas, to 2 × 10⁻⁶.",
    checks.allSatisfy { $0.value < 2e-6 && $0.slope < 2e-6 })
  notebook.claim(
    "The tape's derivatives are those of the values' differences, to 10⁻⁴.", checks.allSatisfy { $0.differences < 1e-4 }
  )

  /*:
   ## Where 1.702 comes from

   Which constant $c$ makes the sigmoid most like the normal distribution function depends on what is to be alike: $\Phi(x)$
   itself, $x\,\Phi(x)$, or the derivative of that. For each, the largest error over x:
  */
  let constants = (1_500...2_000).map { Double($0) / 1_000 }
  let places = (0...512).map { Double($0) / 64 }
  func largestErrors(_ error: (_ c: Double, _ x: Double) -> Double) -> [Double] {
    constants.map { c in places.map { abs(error(c, $0)) }.max()! }
  }
  let sweeps = [
    ("Φ", largestErrors { c, x in sigmoid(c * x) - normalCDF(x) }),
    ("x Φ", largestErrors { c, x in x * sigmoid(c * x) - exact.value(x) }),
    ("derivative of x Φ", largestErrors { c, x in sigmoidSlope(c, x) - exact.slope(x) }),
  ]
  try notebook.show(
    Figure(
      sweeps.map { .line(constants, $0.1, name: $0.0) } + [.verticalLine(at: 1.702, name: "c = 1.702")],
      x: "c", y: "largest error"),
    id: "constants", caption: "How far the sigmoid with constant c is from what it stands for.")
  //: hide
  let best = sweeps.map { sweep in constants[sweep.1.indices.min { sweep.1[$0] < sweep.1[$1] }!] }
  for (name, constant) in zip(["cdf", "value", "slope"], best) {
    try notebook.measure("best-\(name)-constant", constant, tolerance: .exact, format: .fixed(3))
  }
  try notebook.measure("best-value-error", sweeps[1].1.min()!, format: .significant(3))
  notebook.claim("1.702 is the best constant for Φ, to within 0.001.", abs(best[0] - 1.702) < 0.0015)

  /*:
   The best constant is {best-cdf-constant} for $\Phi$, {best-value-constant} for $x\,\Phi(x)$, whose largest error is then
   {best-value-error}, and {best-slope-constant} for the derivative. So 1.702 suits the distribution function, and the derivative
   well; for the value, whose factor $x$ magnifies errors far from 0, it is not the best choice.

   ## A network that learns with each

   An activation function matters where many of them stand in a row and small changes of the output show. In a variational
   autoencoder an image passes four layers of them on its way through the code and back, and the score is a log-likelihood; a
   classifier of the same images would hide most of it in an accuracy. The images are Fashion-MNIST's, their pixels
   made continuous as $(b + u)/256$ with $u$ uniform on $[0, 1)$; the likelihood is the continuous Bernoulli distribution
   (Loaiza-Ganem and Cunningham 2019) with logits within $\pm\log(10^4 - 1)$. Model and guide are in
   [DenseVAE.swift](../../Experiments/Models/DenseVAE.swift): 784-256-256-8 and back.
  */
  let reference = try notebook["faithful"] ? sigmoidGELU : exactGELU
  try notebook.show(["Compared with": .text(activations[reference].name)], id: "reference")

  let initializer: Initializer = try notebook["initial-weights"] == "he" ? .heNormal : .leCunNormal
  func makeVAE(_ activation: Activation, _ random: Random) throws -> VariationalAutoencoder {
    try .dense(activation, initializer: initializer, using: random["initial weights"])
  }

  //: hide
  let example = try makeVAE(.gelu, notebook.random)
  for summary in example.networks.map(\.summary) {
    try notebook.show(
      summary.table, id: "\(summary.name)-architecture", caption: "The \(summary.name), layer by layer.", fold: true)
  }

  /*:
   The five networks learn side by side. Within a repeat they begin with the same weights and see the same batches, the same
   dequantisation and the same noise in the codes; the next repeat draws all of it anew. The weights begin with a variance of
   one over a unit's number of inputs, as SELU wants it; ReLU would have twice that. The learning rate is the same for all. So
   what is compared is the function alone, not the best that could be made of each.
  */
  let data = try notebook.fashionMNIST()
  let testNoise = notebook.random["test noise"]
  func testBatches(_ count: Int) -> [Tensor] {
    data.test.prefix(count).batches(of: 100) { $0.dequantized(using: testNoise[$1]) }
  }
  func score(_ vae: VariationalAutoencoder, on batches: [Tensor]) throws -> Double {
    let evaluation = try Evaluation(of: vae, on: batches, using: testNoise["codes"])
    return Summary(of: evaluation.bounds).mean
  }

  let repeats: Int = try notebook["repeats"]
  let steps: Int = try notebook["steps"]
  let batchSize: Int = try notebook["batch-size"]
  let learningRate = try LearningRate.cosine(initial: notebook["learning-rate"], final: 0, over: steps)
  let curveImages = try testBatches(notebook["curve-images"])
  let interval = steps / 10

  var trained: [[VariationalAutoencoder]] = []
  var scoresOnTheWay: [[[Double]]] = []
  for number in 1...repeats {
    let random = notebook.random["repeat"][number]
    let vaes = try activations.map { try makeVAE($0.layer, random) }
    var trainings = vaes.map { vae in
      SVI(vae, objective: EvidenceLowerBound(), optimizer: Adam(learningRate))
    }
    let batches = Minibatches(of: batchSize, from: data.train, using: random["order of the images"])
    let untrainedScores = try vaes.map { try score($0, on: curveImages) }

    let phase = "training, repeat \(number) of \(repeats)"
    let curves = try notebook.train(&trainings, steps: steps, as: phase) { trainings, step in
      let noise = random["training noise"][step.index]
      let images = batches[step.index].dequantized(using: noise)
      let taken = try trainings.indices.map { try trainings[$0].step(images, using: noise) }
      var findings = taken[reference].findings
      if (step.index + 1) % interval == 0 {
        for (vae, activation) in zip(vaes, activations) {
          findings["score of \(activation.name)"] = try score(vae, on: curveImages)
        }
      }
      return findings
    }
    trained.append(vaes)
    let scores = activations.map { curves["score of \($0.name)"] }
    scoresOnTheWay.append([untrainedScores] + scores[0].indices.map { index in scores.map { $0[index] } })
  }
  notebook.claim(
    "Every network learned: its test ELBO is higher than before it was trained.",
    scoresOnTheWay.allSatisfy { scores in zip(scores.first!, scores.last!).allSatisfy { $0 < $1 } })
  //: hide
  let checkpoints = scoresOnTheWay[0].indices.dropFirst()
  func curve(_ activation: Int, less other: Int? = nil) -> Mark {
    let summaries = checkpoints.map { checkpoint in
      Summary(
        of: scoresOnTheWay.map { repeated in
          let scores = repeated[checkpoint]
          return if let other { scores[activation] - scores[other] } else { scores[activation] }
        })
    }
    return .line(
      checkpoints.map { $0 * interval }, summaries.map(\.mean), lower: summaries.map { $0.mean - $0.standardError },
      upper: summaries.map { $0.mean + $0.standardError }, name: activations[activation].name)
  }
  // The last panel shows what is small beside the differences of ReLU and SELU.
  let closeUp = checkpoints.flatMap { checkpoint in
    scoresOnTheWay.flatMap { scores in
      [sigmoidGELU, tanhGELU, exactGELU].map { abs(scores[checkpoint][$0] - scores[checkpoint][reference]) }
    }
  }.max()!
  func differences(limits: ClosedRange<Double>? = nil) -> Figure {
    Figure(
      activations.indices.map { curve($0, less: reference) }, x: "step",
      y: Axis("difference", unit: "nats", limits: limits))
  }
  try notebook.show(
    Panels(
      [
        Figure(activations.indices.map { curve($0) }, x: "step", y: Axis("test ELBO", unit: "nats")),
        differences(), differences(limits: -1.05 * closeUp...1.05 * closeUp),
      ], sharing: .legend, aspect: 1),
    id: "curves",
    caption:
      "a: the test ELBO as training goes on. b: how far it is from that of \(activations[reference].name) in the same repeat. c: the same closer up, where the forms of GELU differ. Means over {repeats} repeats on {curve-images} images, with bands of one standard error."
  )

  /*:
   ## Do the networks notice?

   The networks of one repeat differ in nothing but the function, so that their scores can be compared in pairs. The
   difference is taken within each repeat, and its standard error over the {repeats} repeats; beside it stands how much the
   repeats themselves move a score. With so few repeats a standard error is itself uncertain: a difference of less than three
   of them had better be taken for noise.
  */
  let testImages = try testBatches(notebook["test-images"])
  var scores: [[Double]] = []
  for (index, vaes) in trained.enumerated() {
    scores.append([])
    try notebook.forEach(vaes, of: "test, repeat \(index + 1) of \(repeats)") {
      scores[index].append(try score($0, on: testImages))
    }
  }
  func difference(_ a: Int, _ b: Int) -> Summary { Summary(of: scores.map { $0[a] - $0[b] }) }
  try notebook.show(
    Table(
      columns: ["", "test ELBO", "spread", "difference to \(activations[reference].name)", "in standard errors"],
      rows: activations.indices.map { activation in
        let single = Summary(of: scores.map { $0[activation] }), paired = difference(activation, reference)
        return [
          .text(activations[activation].name), .number(single, .fixed(2)), .number(single.standardDeviation, .fixed(2)),
        ]
          + (activation == reference
            ? ["", ""] : [.number(paired, .fixed(2)), .number(paired.mean / paired.standardError, .fixed(1))])
      }),
    id: "scores",
    caption:
      "Nats an image on {test-images} test images: mean ± standard error over {repeats} repeats, the standard deviation of a single training, and the paired difference."
  )
  let hasSeenAllImages = steps * batchSize >= data.train.count
  if hasSeenAllImages {
    notebook.claim(
      "ReLU and SELU differ from \(activations[reference].name) by more than three standard errors.",
      [relu, selu].allSatisfy {
        abs(difference($0, reference).mean) > 3 * difference($0, reference).standardError
      })
    notebook.claim(
      "The tanh form's difference to the exact form is smaller than the spread of a single training.",
      abs(difference(tanhGELU, exactGELU).mean) < Summary(of: scores.map { $0[exactGELU] }).standardDeviation)
  }
  //: hide
  let costs = [
    ("sigmoid", difference(sigmoidGELU, exactGELU)), ("tanh", difference(tanhGELU, exactGELU)),
    ("relu", difference(relu, reference)), ("selu", difference(selu, reference)),
  ]
  for (name, cost) in costs {
    try notebook.measure("\(name)-cost", cost.mean, unit: "nats", tolerance: .absolute(1), format: .fixed(2))
    try notebook.measure(
      "\(name)-cost-error", cost.standardError, unit: "nats", tolerance: .absolute(1), format: .fixed(2))
  }

  /*:
   ## Trained with one form, run with another

   A network that learns with an approximation adapts to it. One that was trained with one form and then runs with another
   cannot: that is what one pays for loading weights into a program with the other formula. Each network, run with each form
   without further training, on the same images and the same codes' noise:
  */
  let gelus = [sigmoidGELU, tanhGELU, exactGELU]
  func running(_ vae: VariationalAutoencoder, _ activation: Activation) throws -> VariationalAutoencoder {
    let copy = try makeVAE(activation, notebook.random)
    for (parameter, original) in zip(copy.parameters, vae.parameters) { parameter.value = original.value }
    return copy
  }
  let swaps = try gelus.map { own in
    try gelus.map { other in
      Summary(
        of: try trained.map {
          try score(running($0[own], activations[other].layer), on: curveImages) - score($0[own], on: curveImages)
        })
    }
  }
  try notebook.show(
    Table(
      columns: ["trained with"] + gelus.map { "run with \(activations[$0].name)" },
      rows: gelus.indices.map { own in
        [.text(activations[gelus[own]].name)]
          + gelus.indices.map { own == $0 ? 0 : .number(swaps[own][$0], .significant(2)) }
      }),
    id: "swaps",
    caption:
      "Change of the test ELBO in nats an image, on {curve-images} images: mean ± standard error over {repeats} repeats."
  )
  notebook.claim(
    "A network trained with the exact form is changed more by running with the sigmoid form than with the tanh form.",
    abs(swaps[2][0].mean) > abs(swaps[2][1].mean))
  if hasSeenAllImages {
    notebook.claim(
      "Running with the sigmoid form what was trained with the exact one lowers the test ELBO by more than three standard errors.",
      swaps[2][0].mean < -3 * swaps[2][0].standardError)
  }
  //: hide
  try notebook.measure("sigmoid-swap", swaps[2][0].mean, unit: "nats", tolerance: .absolute(1), format: .fixed(2))
  try notebook.measure(
    "sigmoid-swap-error", swaps[2][0].standardError, unit: "nats", tolerance: .absolute(1), format: .fixed(2))
  let learned = [difference(sigmoidGELU, exactGELU), difference(tanhGELU, exactGELU)]
  let swappedIn = [swaps[2][0], swaps[2][1]]
  let rivals = [difference(relu, reference), difference(selu, reference)]
  try notebook.show(
    Panels([
      Figure(
        errorCurves.map { .line(onPlot(grid), $0.value, name: "\($0.name) form") }, x: "x",
        y: "error (thousandths)", title: "Formulas"),
      Figure(
        [
          .bars(
            learned.map(\.mean), errors: learned.map(\.standardError), labels: errors.map(\.name), name: "learned with"),
          .bars(
            swappedIn.map(\.mean), errors: swappedIn.map(\.standardError), labels: errors.map(\.name),
            name: "swapped in"),
        ], x: "form", y: Axis("change in test ELBO", unit: "nats"), title: "Networks, GELU’s forms",
        legend: .below),
      Figure(
        .bars(rivals.map(\.mean), errors: rivals.map(\.standardError), labels: ["ReLU", "SELU"]), x: "in place of GELU",
        y: Axis("change in test ELBO", unit: "nats"), title: "Networks, others"),
    ]),
    id: "cost",
    caption:
      "a: what the approximations add to x Φ(x). b: what they add to the test ELBO of a network that learned with them, or with the exact form before they took its place. c: the same of ReLU and SELU against \(activations[reference].name). Paired differences, mean ± standard error over {repeats} repeats; the panels have scales of their own."
  )

  /*:
   ## The bill

   What each approximation costs, as a formula and in nats, where the network learned with it and where it took the place of
   the exact form only afterwards. The source's choice, the sigmoid form, is wrong by {sigmoid-error} in value and by
   {sigmoid-slope-error} in the derivative; a network that learns with it has a test ELBO that differs by {sigmoid-cost} from the
   exact form's, with a standard error of {sigmoid-cost-error}.
  */
  try notebook.show(
    Table(
      columns: ["form", "value", "derivative", "test ELBO, trained with it", "test ELBO, swapped in"],
      rows: [(0, sigmoidGELU), (1, tanhGELU)].map { form, activation in
        [
          .text(errors[form].name), .number(worst[form].value.value, .significant(3)),
          .number(worst[form].slope.value, .significant(3)),
          .number(difference(activation, exactGELU), .significant(2)),
          .number(swaps[2][form], .significant(2)),
        ]
      }),
    id: "bill", caption: "Largest errors, and changes in nats an image against the exact form, ± standard error.")

  let shown = data.test.prefix(12)
  try notebook.show(
    ImageGrid(
      (0..<shown.count).map(shown.picture)
        + trained[0].flatMap { GrayImage.images($0.reconstructions(of: shown.scaled)) },
      columns: shown.count, rowLabels: ["original"] + activations.map(\.name)),
    id: "reconstructions", caption: "Twelve test images, and what the networks of the first repeat make of them.")

  /*:
   ## What would prove this wrong

   A larger error than the table's anywhere on the line would; the grid ends at ±8, beyond which all three forms are within
   rounding of 0 or x. The networks are small and trained briefly, with one learning rate and one kind of initial weights, and
   the {repeats} repeats share one set of test images: another size, length or rate may order ReLU, SELU and GELU differently,
   and the differences between the forms of GELU hold for these networks only.

   ReLU on its own terms: `swift run experiments run gelu --set initial-weights=he`. The source's choice as the one that all
   others are compared with: `swift run experiments run gelu --set faithful=true`.
  */
}
