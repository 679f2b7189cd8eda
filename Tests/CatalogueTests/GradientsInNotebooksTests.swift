import Laboratory
import Testing

@testable import LabNotebooks

/// How far another run's gradient norms may be.
@Suite struct GradientsInNotebooksTests {
  private static let experiment = Experiment("norms", title: "Norms", summary: "Norms.") { _ in }

  /// What is kept of trainings whose gradients have these norms.
  private func measured(_ trainings: [[Double]], above limit: Double) throws -> [String: RunRecord.Metric] {
    let files = DataLookup.files(in: "/")
    let notebook = Notebook(
      Self.experiment, source: LiterateSource(""),
      plan: RunPlan(
        tier: .smoke, seed: 1, overrides: [:], data: files, reports: "/nowhere/Reports", stateFolder: "/nowhere/State"),
      settings: [], progress: ProgressDisplay(.silent) { _ in }, interruption: Interruption())
    let logs = trainings.map { norms in
      TrainingLog(
        "training", count: norms.count, series: ["loss": norms.map { _ in 1 }, "gradient norm": norms], digests: [],
        firstDistance: nil)
    }
    try notebook.measureGradientNorms("training", of: logs, clippedAbove: limit)
    return notebook.record.metrics
  }

  /// The medians are 2, 4 and 3, that of all steps is 3; one step of nine is above 5.
  @Test func theNoiseOfSeveralTrainingsIsTheirs() throws {
    let metrics = try measured([[1, 2, 3], [3, 4, 6], [2, 3, 5]], above: 5)
    #expect(metrics["training-norm"]?.value == 3)
    #expect(metrics["training-norm"]?.tolerance == .noise(of: [2, 4, 3]))
    #expect(metrics["training-clipped"]?.value == 100.0 / 9)
    #expect(metrics["training-clipped"]?.tolerance == .noise(of: [0, 100.0 / 3, 0]))
  }

  /// Of 1, 2, 3, 4 and 9 the quartiles are 2 and 4, one from the median each. One of five steps is above 5: two counts of a mean of
  /// two are apart by four in one case of twenty, by two standard deviations, which is four steps of five.
  @Test func asASingleTrainingHasNoneItsStepsDecide() throws {
    let metrics = try measured([[9, 1, 4, 2, 3]], above: 5)
    #expect(metrics["training-norm"]?.value == 3)
    #expect(metrics["training-norm"]?.tolerance == .absolute(1))
    #expect(metrics["training-clipped"]?.value == 20)
    #expect(metrics["training-clipped"]?.tolerance == .absolute(80))
  }
}
