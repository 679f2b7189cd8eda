import LabCatalogue
import Laboratory

Laboratory.main(catalogue, bibliography: bibliography)
