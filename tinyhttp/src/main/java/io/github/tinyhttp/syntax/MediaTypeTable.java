package io.github.tinyhttp.syntax;

/// The media types of file name endings. The table is part of the library, so that a file has the
/// same type wherever the server runs; the platform's tables differ, and know little.
///
/// Registered types are preferred, then what browsers and other servers agree on. Kept in code, not
/// in a file beside it: no read can fail, and nothing has to be declared where programs are
/// compiled ahead of time.
final class MediaTypeTable {
  /// Each line a type, then its endings.
  static final String LINES =
      """
      application/atom+xml atom
      application/dash+xml mpd
      application/dicom dcm
      application/epub+zip epub
      application/geo+json geojson
      application/gml+xml gml
      application/gpx+xml gpx
      application/gzip gz tgz tar.gz
      application/hal+json hal
      application/java-archive jar war ear
      application/json json map js.map css.map har topojson
      application/json5 json5
      application/jsonl jsonl ndjson
      application/ld+json jsonld
      application/manifest+json webmanifest
      application/mathml+xml mathml mml
      application/mbox mbox
      application/metalink4+xml meta4
      application/msword doc dot
      application/mxf mxf
      application/oda oda
      application/ogg ogx
      application/oxps oxps
      application/pdf pdf
      application/pgp-encrypted pgp
      application/pgp-signature sig
      application/pkcs10 p10
      application/pkcs12 p12 pfx
      application/pkcs7-mime p7m p7c
      application/pkcs7-signature p7s
      application/pkix-cert cer
      application/pkix-crl crl
      application/pls+xml pls
      application/postscript ps eps ai
      application/rdf+xml rdf owl
      application/relax-ng-compact-syntax rnc
      application/resource-lists+xml rl
      application/rss+xml rss
      application/rtf rtf
      application/schema+json schema.json
      application/smil+xml smi smil
      application/sparql-query rq
      application/sparql-results+xml srx
      application/sql sql
      application/srgs+xml grxml
      application/tei+xml tei teicorpus
      application/toml toml
      application/trig trig
      application/ttml+xml ttml
      application/vnd.amazon.ebook azw
      application/vnd.android.package-archive apk
      application/vnd.apache.arrow.file arrow
      application/vnd.apache.parquet parquet
      application/vnd.apple.installer+xml mpkg
      application/vnd.apple.keynote key
      application/vnd.apple.mpegurl m3u8
      application/vnd.apple.numbers numbers
      application/vnd.apple.pages pages
      application/vnd.apple.pkpass pkpass
      application/vnd.debian.binary-package deb ddeb udeb
      application/vnd.flatpak flatpak
      application/vnd.flatpak.ref flatpakref
      application/vnd.google-earth.kml+xml kml
      application/vnd.google-earth.kmz kmz
      application/vnd.mapbox-vector-tile mvt
      application/vnd.microsoft.portable-executable exe dll
      application/vnd.mozilla.xul+xml xul
      application/vnd.ms-cab-compressed cab
      application/vnd.ms-excel xls xlt xla
      application/vnd.ms-excel.addin.macroenabled.12 xlam
      application/vnd.ms-excel.sheet.binary.macroenabled.12 xlsb
      application/vnd.ms-excel.sheet.macroenabled.12 xlsm
      application/vnd.ms-excel.template.macroenabled.12 xltm
      application/vnd.ms-fontobject eot
      application/vnd.ms-htmlhelp chm
      application/vnd.ms-outlook msg
      application/vnd.ms-pki.seccat cat
      application/vnd.ms-powerpoint ppt pps pot
      application/vnd.ms-powerpoint.presentation.macroenabled.12 pptm
      application/vnd.ms-powerpoint.slideshow.macroenabled.12 ppsm
      application/vnd.ms-project mpp mpt
      application/vnd.ms-word.document.macroenabled.12 docm
      application/vnd.ms-word.template.macroenabled.12 dotm
      application/vnd.ms-works wps wks
      application/vnd.ms-xpsdocument xps
      application/vnd.oasis.opendocument.chart odc
      application/vnd.oasis.opendocument.database odb
      application/vnd.oasis.opendocument.formula odf
      application/vnd.oasis.opendocument.graphics odg
      application/vnd.oasis.opendocument.graphics-template otg
      application/vnd.oasis.opendocument.image odi
      application/vnd.oasis.opendocument.presentation odp
      application/vnd.oasis.opendocument.presentation-template otp
      application/vnd.oasis.opendocument.spreadsheet ods
      application/vnd.oasis.opendocument.spreadsheet-template ots
      application/vnd.oasis.opendocument.text odt
      application/vnd.oasis.opendocument.text-master odm
      application/vnd.oasis.opendocument.text-template ott
      application/vnd.openxmlformats-officedocument.presentationml.presentation pptx
      application/vnd.openxmlformats-officedocument.presentationml.slide sldx
      application/vnd.openxmlformats-officedocument.presentationml.slideshow ppsx
      application/vnd.openxmlformats-officedocument.presentationml.template potx
      application/vnd.openxmlformats-officedocument.spreadsheetml.sheet xlsx
      application/vnd.openxmlformats-officedocument.spreadsheetml.template xltx
      application/vnd.openxmlformats-officedocument.wordprocessingml.document docx
      application/vnd.openxmlformats-officedocument.wordprocessingml.template dotx
      application/vnd.palm prc
      application/vnd.rar rar
      application/vnd.sqlite3 sqlite sqlite3
      application/vnd.sun.wadl+xml wadl
      application/vnd.symbian.install sis
      application/vnd.tcpdump.pcap pcap cap
      application/vnd.visio vsd vst
      application/vnd.wap.wmlc wmlc
      application/voicexml+xml vxml
      application/wasm wasm
      application/wsdl+xml wsdl
      application/x-7z-compressed 7z
      application/x-abiword abw
      application/x-apple-diskimage dmg
      application/x-arj arj
      application/x-bittorrent torrent
      application/x-bzip bz
      application/x-bzip2 bz2 tbz2 tar.bz2
      application/x-chrome-extension crx
      application/x-compress z
      application/x-cpio cpio
      application/x-csh csh
      application/x-dvi dvi
      application/x-freearc arc
      application/x-hdf5 h5 hdf5
      application/x-ipynb+json ipynb
      application/x-iso9660-image iso
      application/x-java-jnlp-file jnlp
      application/x-java-pack200 pack
      application/x-lzip lz tar.lz
      application/x-lzma lzma tar.lzma
      application/x-mobipocket-ebook mobi
      application/x-msaccess mdb
      application/x-msi msi
      application/x-netcdf nc cdf
      application/x-ns-proxy-autoconfig pac
      application/x-pem-file pem
      application/x-pkcs7-certificates p7b spc
      application/x-redhat-package-manager rpm
      application/x-research-info-systems ris
      application/x-sh sh
      application/x-shar shar
      application/x-shockwave-flash swf
      application/x-stuffit sit
      application/x-stuffitx sitx
      application/x-subrip srt
      application/x-tar tar
      application/x-tcl tcl tk
      application/x-tex tex
      application/x-texinfo texinfo texi
      application/x-ustar ustar
      application/x-virtualbox-ova ova
      application/x-x509-ca-cert der crt
      application/x-xpinstall xpi
      application/x-xz xz txz tar.xz
      application/xhtml+xml xhtml xht
      application/xml xml xsd rng
      application/xml-dtd dtd
      application/xop+xml xop
      application/xproc+xml xpl
      application/xslt+xml xsl xslt
      application/xspf+xml xspf
      application/yaml yaml yml
      application/yang yang
      application/zip zip
      application/zstd zst tar.zst
      audio/3gpp2 3ga
      audio/aac aac adts
      audio/ac3 ac3
      audio/aiff aif aiff aifc
      audio/amr amr
      audio/amr-wb awb
      audio/basic au snd
      audio/flac flac
      audio/matroska mka
      audio/midi mid midi kar rmi
      audio/mp4 m4a m4b mp4a
      audio/mpeg mp3 mp2 mpga m2a m3a
      audio/mpegurl m3u
      audio/ogg ogg oga opus spx
      audio/vnd.dts dts
      audio/wav wav
      audio/webm weba
      audio/x-ape ape
      audio/x-caf caf
      audio/x-ms-wax wax
      audio/x-ms-wma wma
      audio/x-musepack mpc
      audio/x-pn-realaudio ra ram
      audio/x-wavpack wv
      audio/xm xm
      chemical/x-cif cif
      chemical/x-pdb pdb
      chemical/x-xyz xyz
      font/collection ttc
      font/otf otf
      font/ttf ttf
      font/woff woff
      font/woff2 woff2
      image/aces exr
      image/apng apng
      image/avci avci
      image/avcs avcs
      image/avif avif avifs
      image/bmp bmp dib
      image/cgm cgm
      image/dicom-rle drle
      image/emf emf
      image/fits fits fit
      image/g3fax g3
      image/gif gif
      image/heic heic
      image/heic-sequence heics
      image/heif heif
      image/heif-sequence heifs
      image/ief ief
      image/jls jls
      image/jp2 jp2 jpg2
      image/jpeg jpg jpeg jpe jfif
      image/jph jph
      image/jphc jhc
      image/jpm jpm
      image/jpx jpx jpf
      image/jxl jxl
      image/jxr jxr
      image/ktx ktx
      image/ktx2 ktx2
      image/png png
      image/qoi qoi
      image/svg+xml svg
      image/t38 t38
      image/tiff tif tiff
      image/vnd.adobe.photoshop psd
      image/vnd.djvu djvu djv
      image/vnd.dwg dwg
      image/vnd.dxf dxf
      image/vnd.microsoft.icon ico
      image/vnd.ms-dds dds
      image/vnd.wap.wbmp wbmp
      image/webp webp
      image/wmf wmf
      image/x-canon-cr2 cr2
      image/x-cmu-raster ras
      image/x-nikon-nef nef
      image/x-pcx pcx
      image/x-portable-anymap pnm
      image/x-portable-bitmap pbm
      image/x-portable-graymap pgm
      image/x-portable-pixmap ppm
      image/x-rgb rgb
      image/x-sony-arw arw
      image/x-tga tga
      image/x-xbitmap xbm
      image/x-xcf xcf
      image/x-xpixmap xpm
      image/x-xwindowdump xwd
      message/rfc822 eml mime mht mhtml
      model/3mf 3mf
      model/gltf+json gltf
      model/gltf-binary glb
      model/iges igs iges
      model/mtl mtl
      model/obj obj
      model/step stp step
      model/stl stl
      model/vnd.collada+xml dae
      model/vnd.usdz+zip usdz
      model/vrml wrl vrml
      model/x3d+xml x3d
      text/cache-manifest appcache
      text/calendar ics ifb
      text/css css
      text/csv csv
      text/html html htm
      text/javascript js mjs cjs
      text/jsx jsx
      text/less less
      text/markdown md markdown
      text/n3 n3
      text/plain txt text log conf cfg ini properties env list def diff patch
      text/richtext rtx
      text/sgml sgml sgm
      text/tab-separated-values tsv
      text/troff tr roff
      text/turtle ttl
      text/uri-list uri uris urls
      text/vcard vcard vcf
      text/vnd.abc abc
      text/vnd.dvb.subtitle sub
      text/vnd.graphviz gv
      text/vnd.sun.j2me.app-descriptor jad
      text/vnd.wap.wml wml
      text/vtt vtt
      text/x-asm s asm
      text/x-c c h cc cpp cxx hh hpp
      text/x-component htc
      text/x-csharp cs
      text/x-fortran f for f77 f90
      text/x-go go
      text/x-groovy groovy gradle
      text/x-haskell hs
      text/x-java java
      text/x-kotlin kt kts
      text/x-lua lua
      text/x-opml opml
      text/x-org org
      text/x-pascal p pas
      text/x-perl pl pm
      text/x-python py
      text/x-ruby rb
      text/x-rst rst
      text/x-rust rs
      text/x-sass sass
      text/x-scala scala
      text/x-scss scss
      text/x-setext etx
      text/x-swift swift
      text/x-typescript d.ts tsx
      text/x-uuencode uu
      text/x-vcalendar vcs
      video/3gpp 3gp 3gpp
      video/3gpp2 3g2
      video/h264 h264
      video/iso.segment m4s
      video/jpeg jpgv
      video/matroska mkv mk3d mks
      video/mj2 mj2 mjp2
      video/mp2t ts mts m2t m2ts
      video/mp4 mp4 mp4v mpg4 m4v
      video/mpeg mpeg mpg mpe m1v m2v vob
      video/ogg ogv
      video/quicktime mov qt
      video/vnd.mpegurl mxu m4u
      video/webm webm
      video/x-dv dv
      video/x-f4v f4v
      video/x-fli fli
      video/x-flv flv
      video/x-ms-asf asf asx
      video/x-ms-wm wm
      video/x-ms-wmv wmv
      video/x-ms-wvx wvx
      video/x-msvideo avi
      video/x-sgi-movie movie
      """;

  private MediaTypeTable() {}
}
