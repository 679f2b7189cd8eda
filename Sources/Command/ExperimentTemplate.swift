import ArgumentParser

/// The file that `new` writes: a small experiment that runs and shows one of each thing.
struct ExperimentTemplate {
  /// What the experiment does.
  enum Kind: String, CaseIterable, ExpressibleByArgument {
    /// It computes, and trains nothing.
    case computation
    /// It trains a network.
    case training
    /// It finds what a model's latent values are, given data.
    case inference
  }

  private let name: String
  private let words: [String]
  private let kind: Kind

  init(_ name: String, _ kind: Kind = .computation) {
    self.name = name
    words = name.split(separator: "-").map(String.init)
    self.kind = kind
  }

  /// `my-idea` is written to `MyIdea.swift`.
  var fileName: String { words.map(\.capitalizedFirst).joined() + ".swift" }

  /// `my-idea` is declared as `myIdeaExperiment`: the last word keeps it apart from Swift's own names.
  var identifier: String { words[0] + words.dropFirst().map(\.capitalizedFirst).joined() + "Experiment" }

  private var title: String { words.joined(separator: " ").capitalizedFirst }

  var text: String {
    switch kind {
    case .computation: computation
    case .training: training
    case .inference: inference
    }
  }

  private var computation: String {
    """
    import Laboratory

    /*:
     # \(title)

     The alternating sum $1 - \\frac{1}{3} + \\frac{1}{5} - \\dots$ tends to $\\pi/4$, slowly: after {terms} terms it is
     still {error} away.

     {sums}
    */
    let \(identifier) = Experiment(
      "\(name)", title: "\(title)", summary: "How fast an alternating sum tends to a quarter of π.",
      settings: [Setting("terms", 200, smoke: 20, paper: 10_000, "terms of the sum", limits: .atLeast(1))], run: essay)

    private func essay(_ notebook: Notebook) throws {
      //: ## The sum
      let count: Int = try notebook["terms"]
      var sum = 0.0
      let sums = (0..<count).map { index in
        sum += (index.isMultiple(of: 2) ? 1 : -1) / Double(2 * index + 1)
        return sum
      }
      try notebook.show(
        Figure(.line(sums), x: "terms", y: "sum"), id: "sums",
        caption: "The sum jumps from one side of $\\\\pi/4$ to the other, by less each time.")

      //: ## How far it is
      let error = abs(sum - .pi / 4)
      try notebook.measure("error", error, format: .significant(2))
      notebook.claim("The error is less than the first term left out.", error < 1 / Double(2 * count + 1))
    }

    """
  }

  private var training: String {
    """
    import Laboratory

    /*:
     # \(title)

     Can a small network find a curve in noisy points? After {steps} steps its mean squared error on points that it never
     saw is {test-error}; the noise alone makes {noise}.

     {fit}
    */
    let \(identifier) = Experiment(
      "\(name)", title: "\(title)", summary: "A network finds a curve in noisy points.",
      settings: [
        Setting("steps", 2_000, smoke: 50, paper: 20_000, "optimiser steps", limits: .atLeast(10)),
        Setting("learning-rate", 0.01, "step size of Adam", limits: .above(0)),
        Setting("maximum-gradient-norm", 10.0, "gradients of a larger norm are scaled down to it", limits: .above(0)),
      ], run: essay)

    private func essay(_ notebook: Notebook) throws {
      /*:
       ## Data

       Points $y = \\sin 3x + \\varepsilon$ with $x$ uniform on $[-1, 1]$ and $\\varepsilon \\sim \\mathcal{N}(0, 0.1^2)$.
      */
      let random = notebook.random, deviation: Float = 0.1
      func points(_ count: Int, using random: Random) -> (x: Tensor, y: Tensor) {
        let x = Tensor.uniform([count, 1], using: random["x"]) * 2 - 1
        let curve = Tensor(x.elements.map { sin(3 * $0) }, shape: x.shape)
        return (x, curve + Tensor.normal(x.shape, using: random["noise"]) * deviation)
      }

      //: ## Training
      //:
      //: One hidden layer of 32 units; each step draws 64 new points and moves the weights down the mean squared error.
      let network = try Network(
        "curve", input: [1], using: random["initial weights"], [Dense(32), Activation.tanh, Dense(1)])
      try notebook.showLayers(of: [network])
      let steps: Int = try notebook["steps"], rate: Float = try notebook["learning-rate"]
      var training = Training(
        network.parameters, Adam(.constant(rate)), maximumGradientNorm: try notebook["maximum-gradient-norm"])
      let curves = try notebook.train(&training, steps: steps, as: "training") { training, step in
        let batch = points(64, using: random["training"][step.index])
        return try training.step { pass in
          ["squared error": square(network(Variable(batch.x), pass) - Variable(batch.y)).mean()]
        }
      }
      try notebook.show(
        Figure(.smoothedLine(curves.losses), x: "step", y: Axis("mean squared error", scale: .log)), id: "loss",
        caption: "The error on each batch of new points.")

      //: ## What it found
      let test = points(500, using: random["test"])
      let found = network(Variable(test.x), .evaluation).value
      let error = Summary(of: zip(found.elements, test.y.elements).map { pow(Double($0 - $1), 2) })
      try notebook.measure("test-error", error.mean, tolerance: .relative(0.05), format: .significant(2))
      try notebook.measure("noise", Double(deviation) * Double(deviation), format: .significant(2))
      let grid = (0...100).map { Float($0) / 50 - 1 }
      let curve = network(Variable(Tensor(grid, shape: [101, 1])), .evaluation).value
      try notebook.show(
        Figure(
          [
            .points(test.x.elements, test.y.elements, name: "held-out points", size: 1.5, opacity: 0.5),
            .line(grid, curve.elements, name: "network"),
          ], x: "x", y: "y"), id: "fit", caption: "Points that the network never saw, and its curve.")

      //: The network would be no good if its error did not fall:
      notebook.claim(
        "The last tenth of the training has a lower error than the first.",
        curves.mean(of: "loss", inTenth: 10) < curves.mean(of: "loss", inTenth: 1))
    }

    """
  }

  private var inference: String {
    """
    import Laboratory

    /*:
     # \(title)

     A coin falls heads {heads} times of {flips}. How likely is heads? Variational inference says {mean} ± {deviation}; this
     posterior is also known exactly, with mean {exact-mean} and standard deviation {exact-deviation}.

     {posterior}
    */
    let \(identifier) = Experiment(
      "\(name)", title: "\(title)", summary: "How likely heads is, after some flips of a coin.",
      settings: [
        Setting("flips", 50, "flips of the coin", limits: .atLeast(1)),
        Setting("steps", 2_000, smoke: 200, "optimiser steps", limits: .atLeast(10)),
        Setting("particles", 8, "draws a step", limits: .atLeast(2)),
        Setting("maximum-gradient-norm", 100.0, "gradients of a larger norm are scaled down to it", limits: .above(0)),
      ], run: essay)

    private func essay(_ notebook: Notebook) throws {
      //: ## Data
      let random = notebook.random, count: Int = try notebook["flips"]
      let flips = Tensor(Tensor.uniform([count], using: random["coin"]).elements.map { $0 < 0.7 ? 1 : 0 })
      let heads = flips.elements.count { $0 == 1 }
      try notebook.measure("heads", heads)

      /*:
       ## Model and guide

       $p \\sim \\mathrm{Beta}(1, 1)$, and every flip is heads with probability $p$. The guide draws a normal number and sends it
       through the logistic function onto $(0, 1)$; training finds its mean and variance.
      */
      func model(_ trace: Trace, _ flips: Tensor) throws {
        let p = try trace.sample("p", Beta(Variable(1), Variable(1)))
        try trace.plate("flips", size: flips.shape[0]) {
          try trace.observe("x", Bernoulli(logits: log(p) - log1p(-p)), flips)
        }
      }
      let guide = try MeanFieldNormalGuide(of: model, for: flips, using: random["guide"])
      let pair = ModelAndGuide(model: model, guide: guide.program, parameters: guide.parameters)
      var svi = SVI(
        pair, objective: EvidenceLowerBound(particles: try notebook["particles"]), optimizer: Adam(0.02),
        maximumGradientNorm: try notebook["maximum-gradient-norm"])
      let curves = try notebook.train(&svi, steps: try notebook["steps"], as: "inference") { svi, step in
        try svi.step(flips, using: random["inference"][step.index])
      }
      try notebook.show(
        Figure(.smoothedLine(curves.losses), x: "step", y: Axis("−ELBO", unit: "nats a flip")), id: "loss",
        caption: "The negative evidence lower bound. On average it cannot fall below −log p of the flips.")

      //: ## The posterior
      //:
      //: Exactly it is $\\mathrm{Beta}(1 + \\text{heads}, 1 + \\text{tails})$.
      let draws = try Predictive(of: pair).draws(4_000, of: ["p"], for: flips, using: random["draws"])["p"]
      let found = Summary(of: draws.doubles)
      let exact = Beta(Variable(Float(1 + heads)), Variable(Float(1 + count - heads)))
      let exactMean = Double(exact.mean.value.element), exactDeviation = Double(exact.variance.value.element).squareRoot()
      try notebook.measure(
        [
          "mean": found.mean, "deviation": found.standardDeviation, "exact-mean": exactMean,
          "exact-deviation": exactDeviation,
        ], tolerance: .absolute(0.01), format: .fixed(3))
      let grid = (1..<200).map { Float($0) / 200 }
      let density = exp(exact.logDensity(Variable(Tensor(grid)))).value
      let estimate = try KernelDensity(of: draws.doubles, dimension: 1)
      try notebook.show(
        Figure(
          [
            .line(grid, density.elements, name: "exact"),
            .line(grid, estimate.density(at: grid.map(Double.init)), name: "draws of the guide"),
          ], x: "p", y: "density"), id: "posterior", caption: "What the flips say of p.")
      notebook.claim(
        "The mean is within a third of the exact standard deviation of the exact mean.",
        abs(found.mean - exactMean) < exactDeviation / 3)
    }

    """
  }
}

extension String {
  fileprivate var capitalizedFirst: String { prefix(1).uppercased() + dropFirst() }
}
