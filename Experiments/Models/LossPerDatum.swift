import Laboratory

extension Objective {
  /// What the objective makes of data, rows of a tensor, divided by their number; nothing is trained.
  func lossPerDatum(of model: some VariationalModel<Tensor>, on data: Tensor, using random: Random) throws -> Double {
    let terms = try loss(of: model, on: data, pass: .evaluation, using: random).terms
    return terms.reduce(0) { $0 + Double($1.value.value.element) * Double($1.weight) } / Double(data.shape[0])
  }
}
