; run: inline
; Three levels of copies leave a quarter of the calls. With more calls in it there are fewer levels.
define double @f(double %x) {
entry:
  %c = fcmp olt double %x, 1.0
  br i1 %c, label %done, label %more
done:
  ret double 0.0
more:
  %a = fsub double %x, 1.0
  %b = call double @f(double %a)
  %d = fadd double %b, %x
  ret double %d
}

; expect: changed
define double @f(double %x) {
entry:
  %0 = fcmp olt double %x, 1.0
  br i1 %0, label %done, label %more
done:
  ret double 0.0
more:
  %1 = fsub double %x, 1.0
  br label %entry1
inlined:
  %2 = phi double [ 0.0, %done1 ], [ %7, %inlined1 ]
  %3 = fadd double %2, %x
  ret double %3
entry1:
  %4 = fcmp olt double %1, 1.0
  br i1 %4, label %done1, label %more1
done1:
  br label %inlined
more1:
  %5 = fsub double %1, 1.0
  br label %entry2
inlined1:
  %6 = phi double [ 0.0, %done2 ], [ %11, %inlined2 ]
  %7 = fadd double %6, %1
  br label %inlined
entry2:
  %8 = fcmp olt double %5, 1.0
  br i1 %8, label %done2, label %more2
done2:
  br label %inlined1
more2:
  %9 = fsub double %5, 1.0
  br label %entry3
inlined2:
  %10 = phi double [ 0.0, %done3 ], [ %15, %more3 ]
  %11 = fadd double %10, %5
  br label %inlined1
entry3:
  %12 = fcmp olt double %9, 1.0
  br i1 %12, label %done3, label %more3
done3:
  br label %inlined2
more3:
  %13 = fsub double %9, 1.0
  %14 = call double @f(double %13)
  %15 = fadd double %14, %9
  br label %inlined2
}
