; run: inline
; A body of 26 values, constants included, is too large for a place that runs once.
define double @f(double %x) {
entry:
  %a = call double @g(double %x)
  ret double %a
}
define double @g(double %y) {
entry:
  %v0 = fadd double %y, 1.5
  %v1 = fmul double %v0, 2.5
  %v2 = fadd double %v1, 3.5
  %v3 = fmul double %v2, 4.5
  %v4 = fadd double %v3, 5.5
  %v5 = fmul double %v4, 6.5
  %v6 = fadd double %v5, 7.5
  %v7 = fmul double %v6, 8.5
  %v8 = fadd double %v7, 9.5
  %v9 = fmul double %v8, 10.5
  %v10 = fadd double %v9, 11.5
  %v11 = fmul double %v10, 12.5
  ret double %v11
}

; expect: unchanged
