extension ExperimentTemplate {
  /// An essay that finds the posterior of a coin, which is also known exactly.
  var inference: String {
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
