/* Wine 8 lacks the library from which every Rust program for Windows takes its random numbers. One function of it is used. */

#include <windows.h>
#include <ntsecapi.h>

__declspec(dllexport) BOOL WINAPI ProcessPrng(PBYTE buffer, SIZE_T length) {
  while (length > 0) {
    ULONG piece = length > 0x10000 ? 0x10000 : (ULONG)length;
    if (!RtlGenRandom(buffer, piece)) return FALSE;
    buffer += piece;
    length -= piece;
  }
  return TRUE;
}
