"""Protestas: qué se hizo, cuándo y dónde, quién convocó, qué se pedía, cuántos fueron y con qué saldo.

El motor encuentra ``Protesta`` por su nombre; lo que lee el modelo son estas descripciones.
"""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from llmextract import Evidence, Found, Grounded

Tipo = Literal[
    "marcha",
    "concentración",
    "huelga",
    "bloqueo",
    "ocupación",
    "cacerolazo",
    "disturbios",
    "otra",
]


class Lugar(BaseModel):
    """Un lugar donde ocurrió una protesta."""

    model_config = ConfigDict(extra="forbid")

    nombre: Annotated[str, Grounded("place", role="location")] = Field(
        description="el lugar, tal como está escrito", max_length=80
    )
    dentro_de: Annotated[list[str], Found("within")] = Field(
        default_factory=list, description="los lugares en los que el texto dice que está"
    )


class Protesta(BaseModel):
    """Una protesta, huelga o bloqueo que cuenta un texto."""

    model_config = ConfigDict(extra="forbid")

    frases: Annotated[list[int], Evidence()] = Field(
        description="números de las frases que la cuentan", min_length=1
    )
    tipo: Tipo = Field(
        description="marcha: también manifestación o caravana; concentración: también plantón, "
        "vigilia o cadena humana; huelga: también paro; bloqueo: corte de una vía o de un acceso; "
        "ocupación: toma o encierro; disturbios: solo si hubo violencia de los manifestantes y no "
        "es otra cosa"
    )
    fecha: Annotated[str | None, Grounded("date")] = Field(
        description="cuándo fue, con las palabras del texto", max_length=60
    )
    lugares: list[Lugar] = Field(
        description="dónde fue: la localidad; si no se nombra ninguna, la carretera, el puente o la "
        "región",
        max_length=4,
    )
    organizadores: list[Annotated[str, Grounded("name")]] = Field(
        description="el sindicato, la organización o la plataforma que la convoca o la encabeza, "
        "por su nombre",
        max_length=4,
    )
    demandas: list[Annotated[str, Grounded("quote")]] = Field(
        description="qué se pide o contra qué se protesta, copiado del texto", max_length=4
    )
    participantes: Annotated[int | None, Grounded("number", role="participantes")] = Field(
        description="cuántas personas tomaron parte; null si no se dice", ge=0
    )
    detenidos: Annotated[int | None, Grounded("number", role="detenidos")] = Field(
        description="cuántas personas fueron detenidas; null si no se dice", ge=0
    )
    heridos: Annotated[int | None, Grounded("number", role="heridos")] = Field(
        description="cuántas personas resultaron heridas, también policías; null si no se dice",
        ge=0,
    )
