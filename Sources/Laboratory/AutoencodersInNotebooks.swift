import LabDatasets
import LabFigures
import LabInference
import LabNotebooks
import LabTensors

extension ImageGrid {
  /// Images, and below them what each autoencoder makes of them on the way through the code and back.
  public static func reconstructions(
    of images: LabelledImages, by autoencoders: [(name: String, vae: VariationalAutoencoder)]
  ) -> ImageGrid {
    ImageGrid(
      (0..<images.count).map(images.picture)
        + autoencoders.flatMap {
          RasterImage.images(
            width: images.width, height: images.height, values: $0.vae.reconstructions(of: images.scaled).elements)
        },
      columns: images.count, rowLabels: ["original"] + autoencoders.map(\.name))
  }
}

extension Panels {
  /// Both terms of the bound on each batch of a training.
  public static func terms(of log: TrainingLog) -> Panels {
    Panels([
      Figure(
        .smoothedLine(log["distortion"]), x: "step", y: Axis("−log p(x | z)", unit: "nats"), title: "Distortion"),
      Figure(.smoothedLine(log["rate"]), x: "step", y: Axis("KL", unit: "nats", scale: .log), title: "Rate"),
    ])
  }
}

extension Figure {
  /// What the costliest units of each code cost on test images; of all of them, unless a number is given.
  public init(
    ratesByUnitOf codes: [(name: String, evaluation: Evaluation)], first count: Int? = nil,
    palette: Palette = .categorical
  ) {
    self.init(
      codes.map { name, evaluation in
        let rates = evaluation.rateByUnit.sorted(by: >).prefix(count ?? .max)
        return .bars(rates, labels: rates.indices.map { String($0 + 1) }, name: name)
      }, x: "unit of the code, by decreasing KL", y: Axis("KL", unit: "nats"), palette: palette)
  }
}
