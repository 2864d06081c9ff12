"""A certificate authority of the tests' own, and PDFs signed by people whom it knows."""

import io
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pikepdf
from asn1crypto import keys as asn1_keys
from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.generic import pdf_name
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign import signers
from pyhanko.sign.fields import MDPPerm, SigFieldSpec
from pyhanko_certvalidator.registry import SimpleCertificateStore

from tests import stories

# 10:42 on 05/11/2024 in Hà Nội.
SIGNED_AT = datetime(2024, 11, 5, 3, 42, tzinfo=UTC)


@dataclass(frozen=True)
class Holder:
    """A certificate and its key."""

    certificate: x509.Certificate
    key: ec.EllipticCurvePrivateKey

    @property
    def pem(self) -> bytes:
        """The certificate as a site's folder of roots holds it."""
        return self.certificate.public_bytes(serialization.Encoding.PEM)


def holder(
    name: str,
    *,
    by: Holder | None = None,
    since: datetime = SIGNED_AT - timedelta(days=365),
    until: datetime = SIGNED_AT + timedelta(days=365),
) -> Holder:
    """Return a certificate issued ``by`` an authority, else one that vouches for itself."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    is_authority = by is None
    made = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(by.certificate.subject if by else subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(since)
        .not_valid_after(until)
        .add_extension(x509.BasicConstraints(ca=is_authority, path_length=None), critical=True)
        .add_extension(_usage(is_authority=is_authority), critical=True)
        .sign(by.key if by else key, hashes.SHA256())
    )
    return Holder(made, key)


def _usage(*, is_authority: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=True,
        content_commitment=True,
        key_cert_sign=is_authority,
        crl_sign=is_authority,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        encipher_only=False,
        decipher_only=False,
    )


def roots_folder(folder: Path, *trusted: Holder) -> str:
    """Write the authorities' certificates as a site does; return the folder."""
    folder.mkdir(exist_ok=True)
    for number, each in enumerate(trusted):
        (folder / f"root{number}.pem").write_bytes(each.pem)
    return str(folder)


def sign(
    content: bytes,
    who: Holder,
    *,
    field: str = "Signature1",
    at: datetime = SIGNED_AT,
    certify: MDPPerm | None = None,
) -> bytes:
    """Return the PDF with one more signature appended."""
    writer = IncrementalPdfFileWriter(io.BytesIO(content))
    signed = signers.sign_pdf(
        writer,
        signers.PdfSignatureMetadata(
            field_name=field,
            md_algorithm="sha256",
            certify=certify is not None,
            docmdp_permissions=certify or MDPPerm.FILL_FORMS,
        ),
        signer=_ClockedSigner(who, at),
        new_field_spec=SigFieldSpec(field, box=(20, 20, 120, 60)),
    )
    return bytes(signed.getvalue())


class _ClockedSigner(signers.SimpleSigner):
    """Signs at an instant that the test chooses."""

    def __init__(self, who: Holder, at: datetime) -> None:
        der = who.key.private_bytes(
            serialization.Encoding.DER,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
        certificate = who.certificate.public_bytes(serialization.Encoding.DER)
        super().__init__(
            signing_cert=asn1_x509.Certificate.load(certificate),
            signing_key=asn1_keys.PrivateKeyInfo.load(der),
            cert_registry=SimpleCertificateStore(),
        )
        self._at = at

    async def signed_attrs(self, *args: object, **kwargs: object) -> object:
        made = await super().signed_attrs(*args, **kwargs)  # type: ignore[arg-type]
        for attribute in made:
            if attribute["type"].native == "signing_time":
                attribute["values"][0].chosen.set(self._at)
        return made


def form() -> bytes:
    """Return a one-page PDF with a text field to be filled in."""
    made = io.BytesIO()
    with pikepdf.open(io.BytesIO(stories.pdf_bytes("biểu mẫu"))) as document:
        page = document.pages[0].obj
        field = document.make_indirect(
            pikepdf.Dictionary(
                Type=pikepdf.Name.Annot,
                Subtype=pikepdf.Name.Widget,
                FT=pikepdf.Name.Tx,
                T=pikepdf.String("ghi_chu"),
                V=pikepdf.String(""),
                Rect=[20, 100, 200, 120],
                F=4,
                P=page,
            )
        )
        page.Annots = pikepdf.Array([field])
        document.Root.AcroForm = document.make_indirect(
            pikepdf.Dictionary(Fields=pikepdf.Array([field]))
        )
        document.save(made)
    return made.getvalue()


def heavy(*, megabytes: int) -> bytes:
    """Return a PDF whose first object takes that many megabytes to read."""
    made = io.BytesIO()
    with pikepdf.open(io.BytesIO(stories.pdf_bytes("nặng"))) as document:
        document.Root.Filler = pikepdf.String("x" * (megabytes << 20))
        document.save(made)
    return made.getvalue()


def fill_in(content: bytes) -> bytes:
    """Return the form with its field filled in by an incremental update."""
    writer = IncrementalPdfFileWriter(io.BytesIO(content))
    field = next(
        each.get_object()
        for each in writer.root["/AcroForm"]["/Fields"]
        if each.get_object()["/T"] == "ghi_chu"
    )
    field[pdf_name("/V")] = generic.pdf_string("đã xem")
    writer.update_container(field)
    return _written(writer)


def add_words(content: bytes) -> bytes:
    """Return the PDF with other words put on its page by an incremental update."""
    writer = IncrementalPdfFileWriter(io.BytesIO(content))
    words = generic.StreamObject(stream_data=b"BT /F1 40 Tf 100 400 Td (999) Tj ET")
    page = writer.root["/Pages"]["/Kids"][0].get_object()
    page[pdf_name("/Contents")] = writer.add_object(words)
    writer.update_container(page)
    return _written(writer)


def _written(writer: IncrementalPdfFileWriter) -> bytes:
    made = io.BytesIO()
    writer.write(made)
    return made.getvalue()
