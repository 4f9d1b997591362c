;; Names that are no identifiers as they stand: empty, twice in one space, equal to a name made of another, with
;; characters that need quotes. Custom sections in every place. What the printer makes of it must assemble to a module
;; that prints the same. (wvm wast --roundtrip)

(module definition binary
  "\00\61\73\6d\01\00\00\00\00\07\05\66\69\72\73\74\31\01\0f\02\60\02\7f\7f\01\7f\5f\03\7f\01\7e\00"
  "\78\01\00\02\01\74\02\09\01\00\04\69\22\5c\0a\00\00\00\07\03\69\c3\bf\ff\00\22\03\06\05\00\00\00"
  "\00\00\00\ca\01\01\66\78\78\78\78\78\78\78\78\78\78\78\78\78\78\78\78\78\78\78\78\78\78\78\78\78"
  "\78\78\78\78\78\78\78\78\78\78\78\78\78\78\78\78\78\78\78\78\78\78\78\78\78\78\78\78\78\78\78\78"
  "\78\78\78\78\78\78\78\78\78\78\78\78\78\78\78\78\78\78\78\78\78\78\78\78\78\78\78\78\78\78\78\78"
  "\78\78\78\78\78\78\78\78\78\78\78\78\78\78\78\78\78\78\78\78\78\78\78\78\78\78\78\78\78\78\78\78"
  "\78\78\78\78\78\78\78\78\78\78\78\78\78\78\78\78\78\78\78\78\78\78\78\78\78\78\78\78\78\78\78\78"
  "\78\78\78\78\78\78\78\78\78\78\78\78\78\78\78\78\78\78\78\78\78\78\78\78\78\78\78\78\78\78\78\78"
  "\78\78\78\78\78\78\78\78\78\78\78\78\78\78\78\04\04\01\70\00\01\00\03\02\74\61\05\03\01\00\01\00"
  "\03\01\6d\31\00\03\01\6d\32\06\0b\02\7f\00\41\00\0b\7f\01\41\7f\0b\00\02\01\67\07\13\03\06\e2\80"
  "\ae\65\cc\81\00\01\00\00\02\03\61\00\62\03\00\00\02\01\78\09\07\01\00\41\00\0b\01\01\00\02\01\65"
  "\0a\48\05\12\02\02\7f\01\7e\02\40\03\40\20\00\0d\01\0b\0b\20\02\0b\0c\00\20\00\04\7f\20\01\05\41"
  "\05\0b\0b\0c\00\20\00\04\7f\20\01\05\41\05\0b\0b\0c\00\20\00\04\7f\20\01\05\41\05\0b\0b\0c\00\20"
  "\00\04\7f\20\01\05\41\05\0b\0b\00\02\01\63\0b\87\02\01\00\41\00\0b\80\02\00\01\02\03\04\05\06\07"
  "\08\09\0a\0b\0c\0d\0e\0f\10\11\12\13\14\15\16\17\18\19\1a\1b\1c\1d\1e\1f\20\21\22\23\24\25\26\27"
  "\28\29\2a\2b\2c\2d\2e\2f\30\31\32\33\34\35\36\37\38\39\3a\3b\3c\3d\3e\3f\40\41\42\43\44\45\46\47"
  "\48\49\4a\4b\4c\4d\4e\4f\50\51\52\53\54\55\56\57\58\59\5a\5b\5c\5d\5e\5f\60\61\62\63\64\65\66\67"
  "\68\69\6a\6b\6c\6d\6e\6f\70\71\72\73\74\75\76\77\78\79\7a\7b\7c\7d\7e\7f\80\81\82\83\84\85\86\87"
  "\88\89\8a\8b\8c\8d\8e\8f\90\91\92\93\94\95\96\97\98\99\9a\9b\9c\9d\9e\9f\a0\a1\a2\a3\a4\a5\a6\a7"
  "\a8\a9\aa\ab\ac\ad\ae\af\b0\b1\b2\b3\b4\b5\b6\b7\b8\b9\ba\bb\bc\bd\be\bf\c0\c1\c2\c3\c4\c5\c6\c7"
  "\c8\c9\ca\cb\cc\cd\ce\cf\d0\d1\d2\d3\d4\d5\d6\d7\d8\d9\da\db\dc\dd\de\df\e0\e1\e2\e3\e4\e5\e6\e7"
  "\e8\e9\ea\eb\ec\ed\ee\ef\f0\f1\f2\f3\f4\f5\f6\f7\f8\f9\fa\fb\fc\fd\fe\ff\00\a4\01\04\6e\61\6d\65"
  "\00\08\07\6d\6f\64\20\75\6c\65\01\21\06\00\00\01\01\66\02\01\66\03\03\66\2e\32\04\01\66\05\0e\61"
  "\20\62\22\5c\3b\3b\20\28\c3\a9\e2\80\ae\02\1d\02\00\01\00\01\70\01\06\00\01\78\01\01\78\02\01\78"
  "\03\00\04\03\78\2e\32\09\03\66\61\72\03\11\02\01\02\00\01\6c\01\01\6c\02\01\00\04\74\68\65\6e\04"
  "\07\02\00\01\74\01\01\73\05\06\01\00\03\74\61\62\06\06\01\00\03\6d\65\6d\07\07\02\00\01\67\01\01"
  "\67\08\04\01\00\01\65\09\04\01\00\01\64\0a\10\01\01\03\00\03\66\6c\64\01\03\66\6c\64\02\01\32\00"
  "\05\04\6c\61\73\74"
)

(module definition $"a module" (@name "another name")
  (@custom "here" (before first) "\00\ff")
  (type $"a b" (func (param i32) (result i32)))
  (rec (type $r (sub (struct (field $x (ref null $r)) (field $"y z" (mut i8))))))
  (rec
    (type $a (sub final $r (struct (field (ref null $r)) (field (mut i8)) (field (ref $b)))))
    (type $b (array (mut i16))))
  (@custom "there" (after type) "abc")
  (import "m" "" (func $"i i" (type $"a b")))
  (func $f (export "f") (param $"p p" i32) (result i32) (local $l i32) (local i64 i64 f32)
    (block $"out er" (result i32)
      (loop $again
        (@metadata.code.branch_hint "\00") (br_if $again (local.get $"p p"))
        (@metadata.code.branch_hint "\01")
        (if $if (local.get $l) (then (br $"out er" (i32.const 1))) (else (drop (i32.const 2)))))
      (i32.const 3)))
  (elem $e declare func $f)
  (data $"d d" "\00\01\22\5c"))

;; Numbers.
(module
  (global f32 (f32.const 0x1.fffffep+127)) (global f32 (f32.const -0x1p-149)) (global f32 (f32.const -0))
  (global f32 (f32.const nan)) (global f32 (f32.const -nan)) (global f32 (f32.const nan:0x1)) (global f32 (f32.const -nan:0x7fffff))
  (global f32 (f32.const inf)) (global f32 (f32.const -inf)) (global f32 (f32.const 0.1)) (global f32 (f32.const 16777216))
  (global f32 (f32.const 0.0009765625)) (global f32 (f32.const 1023.9990234375)) (global f32 (f32.const 0x1.000002p-126))
  (global f64 (f64.const 0x1.fffffffffffffp+1023)) (global f64 (f64.const 0x1p-1074)) (global f64 (f64.const -0))
  (global f64 (f64.const nan:0x4000000000001)) (global f64 (f64.const nan:0x8000000000001)) (global f64 (f64.const 0.1))
  (global f64 (f64.const 9007199254740992)) (global f64 (f64.const 9007199254740993)) (global f64 (f64.const 1e300))
  (global f64 (f64.const 3.14159)) (global f64 (f64.const -123456.75)) (global f64 (f64.const 4.9e-324))
  (global i32 (i32.const -2147483648)) (global i64 (i64.const -9223372036854775808)) (global i64 (i64.const 0xffff_ffff_ffff_ffff))
  (global v128 (v128.const f64x2 nan:0x1 -0)))
