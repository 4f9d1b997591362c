/* Between what memory holds and what is on the stack. Part of sem.h. */
#ifndef WVM_VM_SEM_MEMORY_H
#define WVM_VM_SEM_MEMORY_H

#include "vm/sem/sem.h"

SEM uint32_t sem_i32_load(uint32_t a) { return a; }
SEM uint64_t sem_i64_load(uint64_t a) { return a; }
SEM float sem_f32_load(uint32_t a) { return sem_float(a); }
SEM double sem_f64_load(uint64_t a) { return sem_double(a); }
SEM uint32_t sem_i32_load8_s(uint8_t a) { return (uint32_t)(int32_t)(int8_t)a; }
SEM uint32_t sem_i32_load8_u(uint8_t a) { return a; }
SEM uint32_t sem_i32_load16_s(uint16_t a) { return (uint32_t)(int32_t)(int16_t)a; }
SEM uint32_t sem_i32_load16_u(uint16_t a) { return a; }
SEM uint64_t sem_i64_load8_s(uint8_t a) { return (uint64_t)(int64_t)(int8_t)a; }
SEM uint64_t sem_i64_load8_u(uint8_t a) { return a; }
SEM uint64_t sem_i64_load16_s(uint16_t a) { return (uint64_t)(int64_t)(int16_t)a; }
SEM uint64_t sem_i64_load16_u(uint16_t a) { return a; }
SEM uint64_t sem_i64_load32_s(uint32_t a) { return (uint64_t)(int64_t)(int32_t)a; }
SEM uint64_t sem_i64_load32_u(uint32_t a) { return a; }
SEM float sem_f32_load_f16(uint16_t a) { return sem_f16_to_f32(a); }

SEM uint32_t sem_i32_store(uint32_t a) { return a; }
SEM uint64_t sem_i64_store(uint64_t a) { return a; }
SEM uint32_t sem_f32_store(float a) { return sem_bits32(a); }
SEM uint64_t sem_f64_store(double a) { return sem_bits64(a); }
SEM uint8_t sem_i32_store8(uint32_t a) { return (uint8_t)a; }
SEM uint16_t sem_i32_store16(uint32_t a) { return (uint16_t)a; }
SEM uint8_t sem_i64_store8(uint64_t a) { return (uint8_t)a; }
SEM uint16_t sem_i64_store16(uint64_t a) { return (uint16_t)a; }
SEM uint32_t sem_i64_store32(uint64_t a) { return (uint32_t)a; }
SEM uint16_t sem_f32_store_f16(float a) { return sem_f16_from_f32(a); }

SEM v128 sem_v128_load(v128 a) { return a; }
SEM v128 sem_v128_store(v128 a) { return a; }
SEM v128 sem_v128_load8x8_s(uint64_t a) { return sem_i16x8_extend_low_i8x16_s((v128){a, 0}); }
SEM v128 sem_v128_load8x8_u(uint64_t a) { return sem_i16x8_extend_low_i8x16_u((v128){a, 0}); }
SEM v128 sem_v128_load16x4_s(uint64_t a) { return sem_i32x4_extend_low_i16x8_s((v128){a, 0}); }
SEM v128 sem_v128_load16x4_u(uint64_t a) { return sem_i32x4_extend_low_i16x8_u((v128){a, 0}); }
SEM v128 sem_v128_load32x2_s(uint64_t a) { return sem_i64x2_extend_low_i32x4_s((v128){a, 0}); }
SEM v128 sem_v128_load32x2_u(uint64_t a) { return sem_i64x2_extend_low_i32x4_u((v128){a, 0}); }
SEM v128 sem_v128_load8_splat(uint8_t a) { return sem_i8x16_splat(a); }
SEM v128 sem_v128_load16_splat(uint16_t a) { return sem_i16x8_splat(a); }
SEM v128 sem_v128_load32_splat(uint32_t a) { return sem_i32x4_splat(a); }
SEM v128 sem_v128_load64_splat(uint64_t a) { return sem_i64x2_splat(a); }
SEM v128 sem_v128_load32_zero(uint32_t a) { return (v128){a, 0}; }
SEM v128 sem_v128_load64_zero(uint64_t a) { return (v128){a, 0}; }

SEM v128 sem_v128_load8_lane(uint8_t a, v128 v, unsigned lane) { return sem_i8x16_replace_lane(v, a, lane); }
SEM v128 sem_v128_load16_lane(uint16_t a, v128 v, unsigned lane) { return sem_i16x8_replace_lane(v, a, lane); }
SEM v128 sem_v128_load32_lane(uint32_t a, v128 v, unsigned lane) { return sem_i32x4_replace_lane(v, a, lane); }
SEM v128 sem_v128_load64_lane(uint64_t a, v128 v, unsigned lane) { return sem_i64x2_replace_lane(v, a, lane); }
SEM uint8_t sem_v128_store8_lane(v128 v, unsigned lane) { return ((u8x16)v)[lane & 15]; }
SEM uint16_t sem_v128_store16_lane(v128 v, unsigned lane) { return ((u16x8)v)[lane & 7]; }
SEM uint32_t sem_v128_store32_lane(v128 v, unsigned lane) { return ((u32x4)v)[lane & 3]; }
SEM uint64_t sem_v128_store64_lane(v128 v, unsigned lane) { return v[lane & 1]; }

#endif
