;; Types, lanes, alignment and codes of the FP16 instructions.

(module
  (memory 1)
  (func (result f32) (f32.load_f16 align=2 (i32.const 0)))
  (func (f32.store_f16 offset=8 align=1 (i32.const 0) (f32.const 0))))
(module (memory i64 1) (func (result f32) (f32.load_f16 offset=0x1_0000_0000 (i64.const 0))))
(module (func (param v128) (result f32) (f16x8.extract_lane 7 (local.get 0))))

(assert_invalid
  (module (memory 1) (func (result f32) (f32.load_f16 align=4 (i32.const 0))))
  "alignment must not be larger than natural")
(assert_invalid
  (module (memory 1) (func (f32.store_f16 align=4 (i32.const 0) (f32.const 0))))
  "alignment must not be larger than natural")
(assert_invalid (module (func (result f32) (f32.load_f16 (i32.const 0)))) "unknown memory")
(assert_invalid (module (memory 1) (func (result f64) (f32.load_f16 (i32.const 0)))) "type mismatch")
(assert_invalid (module (memory 1) (func (f32.store_f16 (i32.const 0) (f64.const 0)))) "type mismatch")
(assert_invalid (module (func (param v128) (result f32) (f16x8.extract_lane 8 (local.get 0)))) "invalid lane index")
(assert_invalid
  (module (func (param v128) (result v128) (f16x8.replace_lane 8 (local.get 0) (f32.const 0))))
  "invalid lane index")
(assert_invalid (module (func (param v128) (result v128) (f16x8.replace_lane 0 (local.get 0) (i32.const 0)))) "type mismatch")
(assert_invalid (module (func (result v128) (f16x8.splat (f64.const 0)))) "type mismatch")
(assert_invalid (module (func (param v128) (result v128) (f16x8.add (local.get 0)))) "type mismatch")
(assert_invalid (module (func (param v128) (result v128) (f16x8.madd (local.get 0) (local.get 0)))) "type mismatch")
(assert_invalid (module (func (param f32) (result v128) (f16x8.sqrt (local.get 0)))) "type mismatch")
(assert_invalid (module (func (param v128) (result f32) (f16x8.eq (local.get 0) (local.get 0)))) "type mismatch")

;; 0xfd 0x14c and 0x14d mean nothing.
(assert_malformed
  (module binary "\00asm" "\01\00\00\00" "\01\06\01\60\01\7b\01\7b" "\03\02\01\00" "\0a\09\01\07\00\20\00\fd\cc\02\0b")
  "illegal opcode")
(assert_malformed
  (module binary "\00asm" "\01\00\00\00" "\01\06\01\60\01\7b\01\7b" "\03\02\01\00" "\0a\09\01\07\00\20\00\fd\cd\02\0b")
  "illegal opcode")
;; f16x8.abs in binary.
(module binary "\00asm" "\01\00\00\00" "\01\06\01\60\01\7b\01\7b" "\03\02\01\00" "\0a\09\01\07\00\20\00\fd\b0\02\0b")
